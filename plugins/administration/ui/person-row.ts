import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, nameOf, sentenceOf, session, toast } from '#ui';
import type { LinkJson, UserJson } from './records.ts';
import { rowStyles, sectionStyles } from './section-styles.ts';

/** Fired when a link was made for somebody. */
export class PersonLinkEvent extends Event {
  static readonly type = 'administration-link';
  readonly user: UserJson;
  readonly link: LinkJson;
  constructor(user: UserJson, link: LinkJson) {
    super(PersonLinkEvent.type);
    this.user = user;
    this.link = link;
  }
}

/** One person, with what an administrator can do. Fires `administration-changed`, `administration-link` and
    `administration-keys`. */
export class PersonRow extends LitElement {
  static override properties = { user: { attribute: false }, failure: { state: true } };
  declare user: UserJson;
  declare failure: string;

  static override styles = [
    baseStyles,
    sectionStyles,
    rowStyles,
    css`
      :host {
        display: block;
      }
      :host(:not(:first-of-type)) {
        border-top: 1px solid var(--ipm-border);
      }
      .failure {
        grid-column: 1 / -1;
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    this.failure = '';
    try {
      await act();
      this.dispatchEvent(new Event('administration-changed'));
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  async #set(changes: Partial<Pick<UserJson, 'is_active' | 'is_administrator'>>, said: string): Promise<void> {
    const { id, is_active, is_administrator } = this.user;
    const before = { is_active, is_administrator };
    const back = Object.fromEntries(Object.keys(changes).map((key) => [key, before[key as keyof typeof before]]));
    await this.#try(async () => {
      await api.patch(`/users/${id}`, changes);
      toast({
        text: said,
        action: { title: 'Undo', run: () => this.#try(() => api.patch(`/users/${id}`, back)) },
      });
    });
  }

  async #link(purpose: 'invitation' | 'reset'): Promise<void> {
    const user = this.user;
    this.failure = '';
    try {
      const link = await api.post<LinkJson>(`/users/${user.id}/links`, { purpose });
      this.dispatchEvent(new PersonLinkEvent(user, link));
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  #choose(event: CustomEvent<{ item: { value: string } }>): void {
    const { value } = event.detail.item;
    const name = nameOf(this.user);
    const acts: Record<string, () => unknown> = {
      invitation: () => this.#link('invitation'),
      reset: () => this.#link('reset'),
      promote: () => this.#set({ is_administrator: true }, `${name} is an administrator now.`),
      demote: () => this.#set({ is_administrator: false }, `${name} is no administrator any longer.`),
      activate: () => this.#set({ is_active: true }, `${name} may sign in again.`),
      deactivate: () => this.#set({ is_active: false }, `${name} is deactivated and signed out everywhere.`),
      sessions: () =>
        this.#try(async () => {
          const { ended } = await api.del<{ ended: number }>(`/users/${this.user.id}/sessions`);
          toast({
            text: ended === 1 ? `One session of ${name} has ended.` : `${ended} sessions of ${name} have ended.`,
          });
        }),
      keys: () => this.dispatchEvent(new Event('administration-keys')),
    };
    void acts[value]?.();
  }

  #renderMenu() {
    const { is_active, is_administrator } = this.user;
    const hasPasswords = session.value.ways.some(({ kind }) => kind === 'password');
    const item = (value: string, icon: string, title: string, variant = 'default') =>
      html`<wa-dropdown-item value=${value} variant=${variant}
        ><wa-icon slot="icon" name=${icon}></wa-icon>${title}</wa-dropdown-item
      >`;
    return html`<wa-dropdown placement="bottom-end" @wa-select=${this.#choose}>
      <wa-button slot="trigger" appearance="plain" size="s"
        ><wa-icon name="ellipsis" label=${`What to do about ${nameOf(this.user)}`}></wa-icon
      ></wa-button>
      ${hasPasswords && is_active ? [item('invitation', 'link', 'Invitation link'), item('reset', 'key', 'Link for a new password')] : nothing}
      ${item('sessions', 'power', 'End all sessions')} ${item('keys', 'key', 'API keys')}
      ${
        is_administrator
          ? item('demote', 'shield', 'No administrator any longer')
          : item('promote', 'shield', 'Make administrator')
      }
      ${is_active ? item('deactivate', 'ban', 'Deactivate', 'danger') : item('activate', 'check', 'Activate')}
    </wa-dropdown>`;
  }

  override render() {
    const { username, email, groups, is_active, is_administrator, created_at, id } = this.user;
    const isMe = id === session.value.user?.id;
    return html`<div class=${is_active ? 'row' : 'row is-off'}>
      <div class="what">
        <div class="title">
          ${username || email}${isMe ? html`<span class="small">(you)</span>` : nothing}
          ${is_administrator ? html`<span class="tag accent">Administrator</span>` : nothing}
          ${is_active ? nothing : html`<span class="tag warning">Deactivated</span>`}
        </div>
        <div class="facts figures">
          ${username ? html`<span>${email}</span>` : nothing}
          ${groups.length > 0 ? html`<span>in ${groups.join(', ')}</span>` : nothing}
          <span>since <ipm-relative-time datetime=${created_at}></ipm-relative-time></span>
        </div>
      </div>
      ${this.#renderMenu()} ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
    </div>`;
  }
}
customElements.define('administration-person-row', PersonRow);
