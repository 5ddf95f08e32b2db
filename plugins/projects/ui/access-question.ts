import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, sentenceOf } from '#ui';
import type { AccessJson } from '../schemas.ts';
import { memberFieldStyles } from './member-styles.ts';
import { roleTitle } from './roles.ts';

/** For administrators: why may this person see this project? It answers with the whole chain. */
export class AccessQuestion extends LitElement {
  static override properties = {
    projectId: { attribute: false },
    answer: { state: true },
    failure: { state: true },
    isBusy: { state: true },
  };
  declare projectId: string;
  declare answer: { email: string; access: AccessJson } | undefined;
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [
    baseStyles,
    memberFieldStyles,
    css`
      .answer {
        margin-top: var(--ipm-space-3);
        padding: var(--ipm-space-4);
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius-l);
        background: var(--ipm-surface);
      }
      .verdict {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-2);
        font-weight: var(--ipm-weight-medium);
      }
      .yes wa-icon {
        color: var(--ipm-success-text);
      }
      ol {
        display: grid;
        gap: var(--ipm-space-2);
        margin-top: var(--ipm-space-3);
        padding-inline-start: var(--ipm-space-4);
        border-inline-start: 2px solid var(--ipm-border-strong);
        color: var(--ipm-text-quiet);
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
    this.isBusy = false;
  }

  async #ask(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const email = String(new FormData(event.target as HTMLFormElement).get('email') ?? '').trim();
    this.answer = undefined;
    this.failure = email ? '' : 'Type the e-mail address of the person.';
    if (!email) return;
    this.isBusy = true;
    try {
      const access = await api.get<AccessJson>(`/projects/${this.projectId}/access`, { query: { email } });
      this.answer = { email, access };
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  #renderAnswer({ email, access }: { email: string; access: AccessJson }) {
    const { may_see, role, reasons } = access;
    return html`<div class="answer" role="status">
      <p class=${may_see ? 'verdict yes' : 'verdict'}>
        <wa-icon name=${may_see ? 'eye' : 'eye-off'}></wa-icon>
        ${
          may_see
            ? `${email} sees this project${role ? ` as ${roleTitle(role).toLowerCase()}` : ''}.`
            : `${email} does not see this project.`
        }
      </p>
      ${
        reasons.length > 0
          ? html`<ol>
              ${reasons.map(({ sentence }) => html`<li>${sentence}</li>`)}
            </ol>`
          : html`<ol>
              <li>They are no member, and in no group that is one.</li>
            </ol>`
      }
    </div>`;
  }

  override render() {
    return html`<form novalidate @submit=${this.#ask}>
        <wa-input label="E-mail of the person" name="email" type="email" autocomplete="off"></wa-input>
        <wa-button type="submit" appearance="outlined" ?loading=${this.isBusy}>Why?</wa-button>
        ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      </form>
      ${this.answer ? this.#renderAnswer(this.answer) : nothing}`;
  }
}
customElements.define('projects-access-question', AccessQuestion);
