/* eslint lit-a11y/no-autofocus: off -- the first field of the form that the page is for takes the focus */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { baseStyles } from '../elements/shared-styles.ts';
import { formatExactTime } from '../format.ts';
import { entranceFormStyles } from './entrance-styles.ts';

/** What a link is for, and for whom; `email` is empty where the person says it. */
export interface LinkGiven {
  email: string | null;
  purpose: 'invitation' | 'reset' | 'first-admin';
  expires_at: string;
}

/** Fired with what was typed. */
export class UseLinkEvent extends Event {
  static readonly type = 'ipm-use-link';
  readonly fields: { password: string; username?: string; email?: string };
  constructor(fields: UseLinkEvent['fields']) {
    super(UseLinkEvent.type);
    this.fields = fields;
  }
}

const passwordHint = 'A few words that only you would put together make a good one.';
const sentences: Readonly<Record<LinkGiven['purpose'], string>> = {
  invitation: 'Choose a password, and you are in.',
  reset: 'All your other sessions end.',
  'first-admin': 'You become the first administrator, who invites everybody else.',
};

/** The form of a link: who one is, how one wants to be called, and a password. */
export class LinkForm extends LitElement {
  static override properties = {
    given: { attribute: false },
    failure: { attribute: false },
    isBusy: { attribute: false },
  };
  declare given: LinkGiven;
  /** The server's reason to refuse what was typed; empty when there is none. */
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [baseStyles, entranceFormStyles];

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.isBusy) return;
    const data = new FormData(event.target as HTMLFormElement);
    const text = (field: string): string => String(data.get(field) ?? '').trim();
    this.dispatchEvent(
      new UseLinkEvent({
        password: String(data.get('password') ?? ''),
        ...(text('username') ? { username: text('username') } : {}),
        ...(this.given.email ? {} : { email: text('email') }),
      }),
    );
  }

  #renderWho() {
    const { email, purpose } = this.given;
    if (email)
      return html`<input type="hidden" autocomplete="username" value=${email} />
        <p>${purpose === 'reset' ? 'For' : 'You sign in as'} <strong>${email}</strong>. ${sentences[purpose]}</p>`;
    return html`<p>${sentences[purpose]}</p>
      <wa-input label="E-mail" name="email" type="email" autocomplete="username" required autofocus></wa-input>`;
  }

  override render() {
    const { email, purpose, expires_at } = this.given;
    return html`<form novalidate @submit=${this.#submit}>
      ${this.#renderWho()}
      ${
        purpose === 'reset'
          ? nothing
          : html`<wa-input
              label="Name (optional)"
              name="username"
              autocomplete="name"
              maxlength="255"
              hint="What others read beside your comments and labels."
              ?autofocus=${Boolean(email)}
            ></wa-input>`
      }
      <wa-input
        label="Password"
        name="password"
        type="password"
        password-toggle
        autocomplete="new-password"
        hint=${passwordHint}
        required
        ?autofocus=${purpose === 'reset'}
      ></wa-input>
      ${this.failure ? html`<p class="notice danger" role="alert">${this.failure}</p>` : nothing}
      <wa-button type="submit" variant="brand" ?loading=${this.isBusy}
        >${purpose === 'reset' ? 'Set the password and sign in' : 'Begin'}</wa-button
      >
      <p class="aside">This link is good until ${formatExactTime(expires_at)}.</p>
    </form>`;
  }
}
customElements.define('ipm-link-form', LinkForm);
