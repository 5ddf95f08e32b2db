/* eslint lit-a11y/no-autofocus: off -- the only field of this form takes the focus */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { api } from '../api.ts';
import { baseStyles } from '../elements/shared-styles.ts';
import { sentenceOf } from '../notices.ts';
import { entranceFormStyles } from './entrance-styles.ts';

/** Asks for a link by mail with which a new password can be chosen. Fires `ipm-close` when it is left. */
export class ForgottenPassword extends LitElement {
  static override properties = { sentTo: { state: true }, failure: { state: true }, isBusy: { state: true } };
  declare sentTo: string;
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [baseStyles, entranceFormStyles];

  constructor() {
    super();
    this.sentTo = '';
    this.failure = '';
    this.isBusy = false;
  }

  async #ask(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const email = String(new FormData(event.target as HTMLFormElement).get('email') ?? '').trim();
    if (!email || this.isBusy) {
      this.failure = this.isBusy ? '' : 'Type your e-mail address.';
      return;
    }
    this.isBusy = true;
    this.failure = '';
    try {
      await api.post('/auth/reset', { email });
      this.sentTo = email;
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  override render() {
    const back = html`<div class="aside">
      <button class="link" type="button" @click=${() => this.dispatchEvent(new Event('ipm-close'))}>
        Back to signing in
      </button>
    </div>`;
    if (this.sentTo) {
      return html`<div class="ways">
        <p class="notice success" role="status">
          If there is an account of ${this.sentTo}, a mail with a link is on its way. Nothing came? Look among the
          unwanted mail, or ask an administrator.
        </p>
        ${back}
      </div>`;
    }
    return html`<form novalidate @submit=${this.#ask}>
      <wa-input
        label="E-mail"
        name="email"
        type="email"
        autocomplete="username"
        hint="You get a link with which to choose a new password."
        required
        autofocus
      ></wa-input>
      ${this.failure ? html`<p class="notice danger" role="alert">${this.failure}</p>` : nothing}
      <wa-button type="submit" variant="brand" ?loading=${this.isBusy}>Send the link</wa-button>
      ${back}
    </form>`;
  }
}
customElements.define('ipm-forgotten-password', ForgottenPassword);
