import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, sentenceOf, session, toast, type CommitEvent, type Me } from '#ui';
import { sectionStyles } from './section-styles.ts';

/** What one is called, changed in place; and who one is to the site. */
export class Profile extends LitElement {
  static override properties = { user: { attribute: false } };
  declare user: Me;

  static override styles = [
    baseStyles,
    sectionStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        align-items: center;
        gap: var(--ipm-space-1) var(--ipm-space-6);
      }
      dt {
        color: var(--ipm-text-quiet);
      }
      dd {
        min-height: 2rem;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--ipm-space-1);
        overflow-wrap: anywhere;
      }
    `,
  ];

  async #rename({ value }: CommitEvent): Promise<void> {
    const before = session.value;
    try {
      const me = await api.patch<Me>('/users/me', { username: value || null });
      session.set({ ...before, user: me });
    } catch (error) {
      this.requestUpdate();
      toast({ text: `The name was not kept. ${sentenceOf(error)}`, tone: 'danger' });
    }
  }

  override render() {
    const { username, email, groups, is_administrator } = this.user;
    return html`<h2>Profile</h2>
      <dl>
        <dt>Name</dt>
        <dd>
          <ipm-editable-text
            label="Name"
            placeholder="Add what others call you"
            maxlength="255"
            editable
            .value=${username ?? ''}
            .editable=${true}
            @ipm-commit=${(event: CommitEvent) => void this.#rename(event)}
          ></ipm-editable-text>
        </dd>
        <dt>E-mail</dt>
        <dd>${email}</dd>
        <dt>Groups</dt>
        <dd>${groups.length > 0 ? groups.map((name) => html`<span class="tag">${name}</span>`) : 'None'}</dd>
        ${
          is_administrator
            ? html`<dt>Rights</dt>
                <dd><span class="tag accent">Administrator</span></dd>`
            : nothing
        }
      </dl>`;
  }
}
customElements.define('administration-profile', Profile);
