/* eslint lit-a11y/no-autofocus: off -- a dialog's first field takes the focus, as WAI-ARIA's dialog pattern asks */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { api, baseStyles, sentenceOf, session, toast } from '#ui';
import { PersonLinkEvent } from './person-row.ts';
import type { LinkJson, UserJson } from './records.ts';
import { fieldStyles, sectionStyles } from './section-styles.ts';

/** Makes an account, and where people sign in by password a link with which its owner chooses one. Fires
    `administration-link` with it, or `administration-close`. */
export class InviteDialog extends LitElement {
  static override properties = { open: { type: Boolean }, failure: { state: true }, isBusy: { state: true } };
  declare open: boolean;
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [baseStyles, sectionStyles, fieldStyles];

  constructor() {
    super();
    this.open = false;
    this.failure = '';
    this.isBusy = false;
  }

  async #invite(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const fields = new FormData(event.target as HTMLFormElement);
    const email = String(fields.get('email') ?? '').trim();
    const username = String(fields.get('username') ?? '').trim();
    this.failure = email ? '' : 'Type the e-mail address of the person.';
    if (!email) return;
    this.isBusy = true;
    try {
      const user = await api.post<UserJson>('/users/', {
        email,
        ...(username ? { username } : {}),
        is_administrator: fields.has('is_administrator'),
      });
      await this.#sendLink(user);
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #sendLink(user: UserJson): Promise<void> {
    if (this.#hasPasswords) {
      const link = await api.post<LinkJson>(`/users/${user.id}/links`, { purpose: 'invitation' });
      this.dispatchEvent(new PersonLinkEvent(user, link));
      return;
    }
    toast({ text: `${user.email} may sign in now.`, tone: 'success' });
    this.#close();
  }

  get #hasPasswords(): boolean {
    return session.value.ways.some(({ kind }) => kind === 'password');
  }

  #close(): void {
    this.failure = '';
    this.dispatchEvent(new Event('administration-close'));
  }

  override render() {
    const { canMail } = session.value;
    const sentence = canMail
      ? 'They get a mail with a link, and choose a password.'
      : 'You get a link to pass on; whoever opens it chooses the password.';
    return html`<wa-dialog
      label="Invite somebody"
      ?open=${this.open}
      @wa-hide=${(event: Event) => event.target === event.currentTarget && this.open && this.#close()}
    >
      ${
        this.open
          ? html`<form id="invite" novalidate @submit=${this.#invite}>
              <wa-input label="E-mail" name="email" type="email" autocomplete="off" autofocus></wa-input>
              <wa-input label="Name (optional)" name="username" maxlength="255" autocomplete="off"></wa-input>
              <label class="check"
                ><input type="checkbox" name="is_administrator" />Administrator: may do everything, everywhere</label
              >
              <p class="small">${this.#hasPasswords ? sentence : 'They sign in as this site has it.'}</p>
              ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
            </form>`
          : nothing
      }
      <wa-button slot="footer" appearance="outlined" data-dialog="close">Cancel</wa-button>
      <wa-button slot="footer" variant="brand" type="submit" form="invite" ?loading=${this.isBusy}>Invite</wa-button>
    </wa-dialog>`;
  }
}
customElements.define('administration-invite-dialog', InviteDialog);
