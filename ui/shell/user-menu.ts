import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/divider/divider.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, css, html, nothing } from 'lit';
import '../elements/icons.ts';
import { baseStyles } from '../elements/shared-styles.ts';
import { sentenceOf, toast } from '../notices.ts';
import { navigate } from '../router.ts';
import { nameOf, session, signOut } from '../session.ts';
import { SignalController } from '../signal.ts';
import { plugins } from '../slots.ts';
import { theme, type ThemeChoice } from '../theme.ts';
import { hasPage } from './pages.ts';
import { themeChoices } from './theme-menu.ts';

const initialsOf = (name: string): string => {
  const [first = '', second = ''] = name.split('@')[0]!.split(/[\s._-]+/);
  return (second ? `${first[0]}${second[0]}` : first.slice(0, 2)).toUpperCase();
};

/** Who sits here, and what is theirs: account, administration, appearance, signing out where there was a signing in. */
export class UserMenu extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .initials {
        display: grid;
        place-items: center;
        width: 1.75rem;
        height: 1.75rem;
        border-radius: 50%;
        background: var(--ipm-accent-quiet);
        color: var(--ipm-accent-text);
        font-size: 0.75rem;
        font-weight: var(--ipm-weight-bold);
        line-height: 1;
      }
      wa-button::part(base) {
        padding: 0 var(--ipm-space-2);
      }
      .who {
        display: grid;
        max-width: 16rem;
      }
      .who span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .email {
        color: var(--ipm-text-quiet);
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    new SignalController(this, session, theme, plugins);
  }

  #choose(event: CustomEvent<{ item: { value: string } }>): void {
    const { value } = event.detail.item;
    if (value.startsWith('/api/')) return location.assign(value);
    if (value.startsWith('/')) return navigate(value);
    if (value === 'sign-out') {
      signOut().catch((error: unknown) => toast({ text: sentenceOf(error), tone: 'danger' }));
      return;
    }
    // The menu ticks its own item on a click; the choice below is what counts.
    event.preventDefault();
    theme.set(value as ThemeChoice);
    this.renderRoot.querySelector('wa-dropdown')!.open = false;
  }

  override render() {
    const { user, sessionId } = session.value;
    if (!user) return nothing;
    const name = nameOf(user);
    return html`<wa-dropdown placement="bottom-end" @wa-select=${this.#choose}>
      <wa-button slot="trigger" appearance="plain" aria-label=${`Account of ${name}`} title=${user.email}>
        <span class="initials" aria-hidden="true">${initialsOf(name)}</span>
        <span class="visually-hidden">Account of ${name}</span>
      </wa-button>
      ${
        hasPage('/account')
          ? html`<wa-dropdown-item value="/account"
              ><wa-icon slot="icon" name="user"></wa-icon
              ><span class="who"
                ><span>My account</span><span class="email">${user.email}</span></span
              ></wa-dropdown-item
            >`
          : nothing
      }
      ${
        user.is_administrator && hasPage('/administration')
          ? html`<wa-dropdown-item value="/administration"
              ><wa-icon slot="icon" name="shield"></wa-icon>Administration</wa-dropdown-item
            >`
          : nothing
      }
      <wa-dropdown-item value="/api/docs"
        ><wa-icon slot="icon" name="file-json"></wa-icon>API documentation</wa-dropdown-item
      >
      <wa-divider></wa-divider>
      ${themeChoices.map(
        ([value, title, icon]) =>
          html`<wa-dropdown-item type="checkbox" value=${value} .checked=${theme.value === value}
            ><wa-icon slot="icon" name=${icon}></wa-icon>${title}</wa-dropdown-item
          >`,
      )}
      ${
        sessionId
          ? html`<wa-divider></wa-divider>
              <wa-dropdown-item value="sign-out"
                ><wa-icon slot="icon" name="power"></wa-icon>Sign out</wa-dropdown-item
              >`
          : nothing
      }
    </wa-dropdown>`;
  }
}
customElements.define('ipm-user-menu', UserMenu);
