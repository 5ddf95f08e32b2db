import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing } from 'lit';
import { baseStyles } from '../elements/shared-styles.ts';
import '../elements/skeleton.ts';
import { setDocumentTitle } from '../notices.ts';
import { currentLocation, navigate } from '../router.ts';
import { nameOf, session } from '../session.ts';
import { SignalController } from '../signal.ts';
import { entranceFormStyles, entranceStyles } from './entrance-styles.ts';
import './mark.ts';
import { isEntrance, returnPath } from './return-to.ts';
import './sign-in-form.ts';
import './theme-menu.ts';

/** Sentences for the codes with which the server sends people back here. */
const refusals: Readonly<Record<string, string>> = {
  email_taken:
    'There is an account with your e-mail address already, and an address alone proves nothing. Sign in the way you did before, or ask an administrator.',
  deactivated: 'This account is deactivated. Ask an administrator.',
  oidc_refused: 'The single sign-on could not be completed. Try again; an administrator finds the reason in the log.',
  oidc_not_started: 'That sign-in was not begun in this browser, or too long ago. Begin again here.',
};

/** The page /sign-in: every way in, and after it the page that somebody wanted (?return_to=). */
export class SignInPage extends LitElement {
  static override styles = [baseStyles, entranceStyles, entranceFormStyles];

  constructor() {
    super();
    new SignalController(this, session, currentLocation);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setDocumentTitle('Sign in');
  }

  get #query(): URLSearchParams {
    return new URLSearchParams(currentLocation.value.search);
  }

  override updated(): void {
    if (session.value.state !== 'signed-in' || this.#query.has('done')) return;
    if (!isEntrance(currentLocation.value.pathname)) return;
    navigate(returnPath(this.#query.get('return_to'), location.origin), { replace: true });
  }

  #renderDone() {
    const { user } = session.value;
    return html`<p role="status">
        You are signed in${user ? html` as <strong>${nameOf(user)}</strong>` : nothing}. Close this tab and go on in the
        other one.
      </p>
      <wa-button appearance="outlined" href="/">All projects</wa-button>`;
  }

  #renderSheet() {
    const { state } = session.value;
    if (state === 'asking') return html`<ipm-skeleton lines="4"></ipm-skeleton>`;
    if (state === 'signed-in') return this.#query.has('done') ? this.#renderDone() : nothing;
    const error = this.#query.get('error');
    return html`
      ${error ? html`<p class="notice danger" role="alert">${sentenceFor(error)}</p>` : nothing}
      <ipm-sign-in-form .returnTo=${returnPath(this.#query.get('return_to'), location.origin)}></ipm-sign-in-form>
    `;
  }

  override render() {
    return html`
      <ipm-theme-menu class="theme"></ipm-theme-menu>
      <div class="card">
        <div class="name">
          <ipm-mark></ipm-mark>
          <h1>Sign in to Image Project Manager</h1>
        </div>
        <div class="sheet">${this.#renderSheet()}</div>
      </div>
    `;
  }
}
customElements.define('ipm-sign-in-page', SignInPage);

function sentenceFor(code: string): string {
  const known = refusals[code.replace(/^.*\./, '')];
  return known ?? `Signing in didn’t work (${code}). Try again; if it stays so, tell an administrator this code.`;
}
