import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { ApiProblem } from '../api.ts';
import { baseStyles } from '../elements/shared-styles.ts';
import { sentenceOf } from '../notices.ts';
import { session, signIn, type WayIn } from '../session.ts';
import { SignalController } from '../signal.ts';
import { entranceFormStyles } from './entrance-styles.ts';
import './forgotten-password.ts';
import { WaitCountdown } from './wait-countdown.ts';

/** Every way in that this site has: a form for e-mail and password, a button for each that leads elsewhere. With
    `email`, it is only for that person, again; ways that lead elsewhere then open in a tab of their own. */
export class SignInForm extends LitElement {
  static override properties = {
    email: {},
    returnTo: { attribute: false },
    failure: { state: true },
    isBusy: { state: true },
    isForgotten: { state: true },
  };
  declare email: string;
  /** Path to come back to from elsewhere. */
  declare returnTo: string;
  declare failure: string;
  declare isBusy: boolean;
  declare isForgotten: boolean;
  readonly #wait = new WaitCountdown(this);

  static override styles = [baseStyles, entranceFormStyles];

  constructor() {
    super();
    this.email = '';
    this.returnTo = '/';
    this.failure = '';
    this.isBusy = false;
    this.isForgotten = false;
    new SignalController(this, session);
  }

  /** Puts the cursor where typing begins. */
  override focus(): void {
    this.renderRoot.querySelector('wa-input')?.focus();
  }

  override firstUpdated(): void {
    void this.updateComplete.then(() => this.focus());
  }

  async #signIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy || this.#wait.seconds > 0) return;
    const fields = new FormData(event.target as HTMLFormElement);
    const email = this.email || String(fields.get('email') ?? '').trim();
    const password = String(fields.get('password') ?? '');
    if (!email || !password) {
      this.failure = email ? 'Type your password.' : 'Type your e-mail address.';
      return;
    }
    this.isBusy = true;
    this.failure = '';
    try {
      await signIn(email, password);
    } catch (error) {
      this.failure = sentenceOf(error);
      if (error instanceof ApiProblem) this.#wait.start(error.retryAfter ?? 0);
      this.#askForPassword();
    } finally {
      this.isBusy = false;
    }
  }

  #askForPassword(): void {
    const field = this.renderRoot.querySelector<HTMLElement & { value: string }>('wa-input[name=password]');
    if (!field) return;
    field.value = '';
    field.focus();
  }

  #renderPassword() {
    const isWaiting = this.#wait.seconds > 0;
    return html`<form novalidate @submit=${this.#signIn}>
      ${
        this.email
          ? html`<input type="hidden" name="username" autocomplete="username" value=${this.email} />`
          : html`<wa-input
              label="E-mail"
              name="email"
              type="email"
              autocomplete="username"
              autocapitalize="off"
              spellcheck="false"
              required
            ></wa-input>`
      }
      <wa-input
        label="Password"
        name="password"
        type="password"
        password-toggle
        autocomplete="current-password"
        required
      ></wa-input>
      ${
        this.failure
          ? html`<p class="notice danger" role="alert">
              ${this.failure}${isWaiting ? html` <span aria-hidden="true">${this.#wait.text} left.</span>` : nothing}
            </p>`
          : nothing
      }
      <wa-button type="submit" variant="brand" ?loading=${this.isBusy} ?disabled=${isWaiting}
        >${isWaiting ? `Try again in ${this.#wait.text}` : 'Sign in'}</wa-button
      >
      ${
        this.email
          ? nothing
          : html`<div class="aside">
              ${
                session.value.canMail
                  ? html`<button class="link" type="button" @click=${() => (this.isForgotten = true)}>
                      Forgot the password?
                    </button>`
                  : 'Forgot the password? An administrator can give you a link to choose a new one.'
              }
            </div>`
      }
    </form>`;
  }

  #renderElsewhere(ways: readonly WayIn[]) {
    const target = this.email ? '_blank' : undefined;
    const returnTo = encodeURIComponent(this.email ? '/sign-in?done=1' : this.returnTo);
    return html`<div class="ways">
      ${ways.map(
        ({ title, path }) =>
          html`<wa-button appearance="outlined" href=${`${path}?return_to=${returnTo}`} target=${target ?? nothing}
            ><wa-icon slot="start" name="key"></wa-icon>Continue with ${title}</wa-button
          >`,
      )}
    </div>`;
  }

  #renderNobody() {
    const title = session.value.ways.find(({ kind }) => kind === 'automatic')?.title;
    return html`<p class="notice">
        ${
          title
            ? `This site knows people by “${title}”, which didn’t say who you are. Sign in there, then ${this.email ? 'come back' : 'load this page again'}.`
            : 'There is no way in that is open. Ask whoever runs this site to set AUTH_MODE.'
        }
      </p>
      ${
        this.email
          ? html`<wa-button variant="brand" href="/" target="_blank">Open the site in a new tab</wa-button>`
          : html`<wa-button variant="brand" @click=${() => location.reload()}>Load again</wa-button>`
      }`;
  }

  override render() {
    if (this.isForgotten) {
      return html`<ipm-forgotten-password @ipm-close=${() => (this.isForgotten = false)}></ipm-forgotten-password>`;
    }
    const { ways } = session.value;
    const hasPassword = ways.some(({ kind }) => kind === 'password');
    const elsewhere = ways.filter(({ kind, path }) => kind === 'redirect' && path !== null);
    return html`<div class="ways">
      ${hasPassword ? this.#renderPassword() : nothing}
      ${hasPassword && elsewhere.length > 0 ? html`<div class="or">or</div>` : nothing}
      ${elsewhere.length > 0 ? this.#renderElsewhere(elsewhere) : nothing}
      ${!hasPassword && elsewhere.length === 0 ? this.#renderNobody() : nothing}
    </div>`;
  }
}
customElements.define('ipm-sign-in-form', SignInForm);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-sign-in-form': SignInForm;
  }
}
