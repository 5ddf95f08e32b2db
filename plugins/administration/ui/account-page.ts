import { LitElement, css, html, nothing } from 'lit';
import { SignalController, baseStyles, session } from '#ui';
import './account-keys.ts';
import './account-password.ts';
import './account-profile.ts';
import './account-sessions.ts';

/** The page /account: what one is called, one's password, the browsers that one is signed in at, one's API keys. */
export class AccountPage extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--ipm-space-8);
        align-content: start;
        width: min(48rem, 100%);
        margin: 0 auto;
        padding: var(--ipm-space-6) var(--ipm-space-6) var(--ipm-space-16);
      }
      h1 {
        font-size: var(--ipm-text-xl);
        font-weight: var(--ipm-weight-bold);
        line-height: var(--ipm-leading-tight);
        letter-spacing: -0.01em;
      }
      @media (max-width: 640px) {
        :host {
          padding: var(--ipm-space-4) var(--ipm-space-4) var(--ipm-space-16);
        }
      }
    `,
  ];

  constructor() {
    super();
    new SignalController(this, session);
  }

  override render() {
    const { user, sessionId, ways } = session.value;
    if (!user) return nothing;
    const hasPasswords = ways.some(({ kind }) => kind === 'password');
    return html`
      <h1>My account</h1>
      <administration-profile .user=${user}></administration-profile>
      ${hasPasswords && sessionId ? html`<administration-password></administration-password>` : nothing}
      ${sessionId ? html`<administration-sessions></administration-sessions>` : nothing}
      <administration-keys></administration-keys>
    `;
  }
}
customElements.define('administration-account-page', AccountPage);
