import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, nameOf, session } from '#ui';
import type { MemberJson } from '../schemas.ts';
import { memberFieldStyles } from './member-styles.ts';
import type { RoleName } from './project-members.ts';
import { roleChoices, roleTitle } from './roles.ts';

/** Fired when another role was chosen. */
export class ChangeRoleEvent extends Event {
  static readonly type = 'projects-change-role';
  readonly role: RoleName;
  constructor(role: RoleName) {
    super(ChangeRoleEvent.type);
    this.role = role;
  }
}

/** One member: who, since when a group how many, the role, and the way out. Fires `projects-change-role` and
    `projects-remove`. */
export class MemberRow extends LitElement {
  static override properties = { member: { attribute: false }, failure: { attribute: false } };
  declare member: MemberJson;
  /** Why the last change was refused; empty when it wasn't. */
  declare failure: string;

  static override styles = [
    baseStyles,
    memberFieldStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) 8.5rem 4.5rem;
        align-items: center;
        gap: var(--ipm-space-2) var(--ipm-space-3);
        padding: var(--ipm-space-2) var(--ipm-space-3) var(--ipm-space-2) var(--ipm-space-4);
        min-height: 3.25rem;
      }
      :host(:not(:first-of-type)) {
        border-top: 1px solid var(--ipm-border);
      }
      wa-icon {
        color: var(--ipm-text-quiet);
      }
      .who {
        display: grid;
        min-width: 0;
      }
      .who > span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      wa-button {
        justify-self: end;
      }
      .name {
        font-weight: var(--ipm-weight-medium);
      }
      .small {
        color: var(--ipm-text-quiet);
        font-size: var(--ipm-text-s);
      }
      .failure {
        grid-column: 2 / -1;
      }
      @media (max-width: 480px) {
        :host {
          grid-template-columns: auto minmax(0, 1fr) auto;
        }
        .role {
          grid-column: 2;
          grid-row: 2;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
  }

  #choose(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const role = select.value as RoleName;
    // What is shown is what the member has: a refusal puts the old one back.
    select.value = this.member.role;
    this.dispatchEvent(new ChangeRoleEvent(role));
  }

  #renderWho() {
    const { user, group } = this.member;
    const isMe = user !== null && user.id === session.value.user?.id;
    if (group) {
      return html`<span class="name">${group.name}</span>
        <span class="small figures"
          >Group of ${group.member_count} ${group.member_count === 1 ? 'person' : 'people'}</span
        >`;
    }
    if (!user) return html`<span class="name">Somebody who is gone</span>`;
    return html`<span class="name">${nameOf(user)}${isMe ? html` <span class="small">(you)</span>` : nothing}</span>
      ${user.username ? html`<span class="small">${user.email}</span>` : nothing}`;
  }

  override render() {
    const { user, group, role, abilities } = this.member;
    const name = group?.name ?? (user ? nameOf(user) : 'this member');
    const isMe = user !== null && user.id === session.value.user?.id;
    return html`
      <wa-icon name=${group ? 'users' : 'user'} label=${group ? 'Group' : 'Person'}></wa-icon>
      <div class="who">${this.#renderWho()}</div>
      ${
        abilities.edit
          ? html`<select class="role" aria-label=${`Role of ${name}`} .value=${role} @change=${this.#choose}>
              ${roleChoices.map((each) => html`<option value=${each.name} ?selected=${each.name === role}>${each.title}</option>`)}
            </select>`
          : html`<span class="role">${roleTitle(role)}</span>`
      }
      ${
        abilities.remove
          ? html`<wa-button appearance="plain" size="s" @click=${() => this.dispatchEvent(new Event('projects-remove'))}
              >${isMe ? 'Leave' : html`<wa-icon name="x" label=${`Remove ${name}`}></wa-icon>`}</wa-button
            >`
          : html`<span></span>`
      }
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
    `;
  }
}
customElements.define('projects-member-row', MemberRow);
