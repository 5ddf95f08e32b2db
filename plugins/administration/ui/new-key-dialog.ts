/* eslint lit-a11y/no-autofocus: off -- a dialog's first field takes the focus, as WAI-ARIA's dialog pattern asks */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { api, baseStyles, sentenceOf, session } from '#ui';
import './project-choice.ts';
import type { ApiKeyJson } from './records.ts';
import { fieldStyles, sectionStyles } from './section-styles.ts';

/** Fired when a key was made; `key` is shown this once. */
export class KeyMadeEvent extends Event {
  static readonly type = 'administration-key-made';
  readonly apiKey: ApiKeyJson;
  readonly key: string;
  constructor({ api_key, key }: { api_key: ApiKeyJson; key: string }) {
    super(KeyMadeEvent.type);
    this.apiKey = api_key;
    this.key = key;
  }
}

const scopes = [
  { name: 'read', title: 'See what you see', isUsual: true },
  { name: 'write', title: 'Change what you may change', isUsual: true },
  { name: 'keys', title: 'Make and revoke API keys', isUsual: false },
  { name: 'admin', title: 'Administer the site', isUsual: false },
] as const;
const dayMs = 86_400_000;
const lifetimes = [
  { days: 0, title: 'Until it is revoked' },
  { days: 7, title: 'One week' },
  { days: 30, title: '30 days' },
  { days: 90, title: '90 days' },
  { days: 365, title: 'One year' },
];

/** Asks what a new API key is for, and makes it. Fires `administration-key-made`, or `administration-close`. */
export class NewKeyDialog extends LitElement {
  static override properties = {
    open: { type: Boolean },
    projects: { state: true },
    failure: { state: true },
    isBusy: { state: true },
  };
  declare open: boolean;
  declare projects: readonly string[] | null;
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [baseStyles, sectionStyles, fieldStyles];

  constructor() {
    super();
    this.open = false;
    this.projects = null;
    this.failure = '';
    this.isBusy = false;
  }

  async #make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const fields = new FormData(event.target as HTMLFormElement);
    const name = String(fields.get('name') ?? '').trim();
    const chosen = fields.getAll('scope').map(String);
    const days = Number(fields.get('days'));
    this.failure = this.#faultOf(name, chosen);
    if (this.failure) return;
    this.isBusy = true;
    try {
      const made = await api.post<{ api_key: ApiKeyJson; key: string }>('/api-keys', {
        name,
        scopes: chosen,
        ...(this.projects ? { project_ids: this.projects } : {}),
        ...(days > 0 ? { expires_at: new Date(Date.now() + days * dayMs).toISOString() } : {}),
      });
      this.dispatchEvent(new KeyMadeEvent(made));
      this.projects = null;
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  #faultOf(name: string, chosen: readonly string[]): string {
    if (!name) return 'Give the key a name, so that you know it again.';
    if (chosen.length === 0) return 'Choose at least one thing that the key may do.';
    if (this.projects?.length === 0) return 'Choose at least one project, or all.';
    return '';
  }

  #close(): void {
    this.failure = '';
    this.projects = null;
    this.dispatchEvent(new Event('administration-close'));
  }

  #renderForm() {
    const offered = scopes.filter(({ name }) => name !== 'admin' || session.value.user?.is_administrator);
    return html`<form id="new-key" novalidate @submit=${this.#make}>
      <wa-input
        label="Name"
        name="name"
        maxlength="255"
        autocomplete="off"
        hint="Where it is used, such as “Scanner in room 4”."
        autofocus
      ></wa-input>
      <fieldset>
        <legend>What it may do</legend>
        ${offered.map(
          ({ name, title, isUsual }) =>
            html`<label class="check"
              ><input type="checkbox" name="scope" value=${name} ?checked=${isUsual} />${title}</label
            >`,
        )}
      </fieldset>
      <administration-project-choice
        .value=${this.projects}
        @change=${(event: Event) => (this.projects = (event.target as HTMLElementTagNameMap['administration-project-choice']).value)}
      ></administration-project-choice>
      <label class="field"
        >It is good for
        <select name="days">
          ${lifetimes.map(({ days, title }) => html`<option value=${days}>${title}</option>`)}
        </select>
      </label>
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
    </form>`;
  }

  override render() {
    return html`<wa-dialog
      label="New API key"
      ?open=${this.open}
      @wa-hide=${(event: Event) => event.target === event.currentTarget && this.open && this.#close()}
    >
      ${this.open ? this.#renderForm() : nothing}
      <wa-button slot="footer" appearance="outlined" data-dialog="close">Cancel</wa-button>
      <wa-button slot="footer" variant="brand" type="submit" form="new-key" ?loading=${this.isBusy}
        >Make the key</wa-button
      >
    </wa-dialog>`;
  }
}
customElements.define('administration-new-key-dialog', NewKeyDialog);
