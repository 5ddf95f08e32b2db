import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { api, baseStyles, sentenceOf, toast } from '#ui';
import { fieldStyles, sectionStyles } from './section-styles.ts';

/** Changes one's password. What a password must be, the server says. */
export class PasswordForm extends LitElement {
  static override properties = { failure: { state: true }, isBusy: { state: true } };
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [baseStyles, sectionStyles, fieldStyles];

  constructor() {
    super();
    this.failure = '';
    this.isBusy = false;
  }

  async #change(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const form = event.target as HTMLFormElement;
    const fields = new FormData(form);
    const current = String(fields.get('current') ?? '');
    const wanted = String(fields.get('new') ?? '');
    this.failure = current ? '' : 'Type your current password.';
    if (!current) return;
    this.isBusy = true;
    try {
      await api.post('/auth/password', { current_password: current, new_password: wanted });
      for (const field of form.querySelectorAll('wa-input')) field.value = '';
      toast({ text: 'The password is changed. Your other sessions have ended.', tone: 'success' });
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  override render() {
    return html`<h2>Password</h2>
      <form novalidate @submit=${this.#change}>
        <div class="line">
          <wa-input
            label="Current password"
            name="current"
            type="password"
            password-toggle
            autocomplete="current-password"
          ></wa-input>
          <wa-input
            label="New password"
            name="new"
            type="password"
            password-toggle
            autocomplete="new-password"
          ></wa-input>
          <wa-button type="submit" appearance="outlined" ?loading=${this.isBusy}>Change the password</wa-button>
        </div>
        ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      </form>
      <p class="small">A change ends all your other sessions.</p>`;
  }
}
customElements.define('administration-password', PasswordForm);
