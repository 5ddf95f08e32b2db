import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { ApiProblem, api } from '../api.ts';
import '../elements/empty.ts';
import { baseStyles } from '../elements/shared-styles.ts';
import '../elements/skeleton.ts';
import { sentenceOf, setDocumentTitle } from '../notices.ts';
import { currentLocation, navigate } from '../router.ts';
import { askSession, nameOf, session } from '../session.ts';
import { SignalController } from '../signal.ts';
import { entranceFormStyles, entranceStyles } from './entrance-styles.ts';
import './link-form.ts';
import type { LinkGiven, UseLinkEvent } from './link-form.ts';
import './mark.ts';
import './theme-menu.ts';

const headings: Readonly<Record<LinkGiven['purpose'], string>> = {
  invitation: 'Welcome to Image Project Manager',
  reset: 'Choose a new password',
  'first-admin': 'Set up Image Project Manager',
};

/** The page /link: what somebody can do with the link that they got. Its token is the address's fragment, which no log
    ever sees. */
export class LinkPage extends LitElement {
  static override properties = {
    given: { state: true },
    problem: { state: true },
    failure: { state: true },
    isBusy: { state: true },
  };
  declare given: LinkGiven | undefined;
  /** Why the link can't be used. */
  declare problem: ApiProblem | undefined;
  /** Why what was typed was refused. */
  declare failure: string;
  declare isBusy: boolean;
  #token = '';

  static override styles = [baseStyles, entranceStyles, entranceFormStyles];

  constructor() {
    super();
    this.failure = '';
    this.isBusy = false;
    new SignalController(this, session, currentLocation);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setDocumentTitle('Your link');
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const token = currentLocation.value.hash.slice(1);
    if (token === this.#token && this.hasUpdated) return;
    this.#token = token;
    void this.#look();
  }

  async #look(): Promise<void> {
    const token = this.#token;
    this.given = undefined;
    this.problem = undefined;
    try {
      const given = await api.post<LinkGiven>('/auth/link', { token });
      if (token !== this.#token) return;
      this.given = given;
      setDocumentTitle(headings[given.purpose]);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (token === this.#token) this.problem = error;
    }
  }

  async #use({ fields }: UseLinkEvent): Promise<void> {
    const wasSignedIn = session.value.user !== null;
    this.isBusy = true;
    this.failure = '';
    try {
      await api.post('/auth/link/use', { token: this.#token, ...fields });
      // Somebody else may have been signed in here before: nothing of theirs stays.
      if (wasSignedIn) return location.replace('/');
      navigate('/', { replace: true });
      await askSession();
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'core.link_invalid') this.problem = error;
      else this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  #renderProblem({ status, detail }: ApiProblem) {
    const isGone = status === 404 || status === 422;
    return html`<ipm-empty
      level="1"
      icon=${isGone ? 'unlink' : 'wifi-off'}
      tone=${isGone ? 'neutral' : 'danger'}
      heading=${isGone ? 'This link can’t be used' : 'The link couldn’t be looked up'}
    >
      ${
        isGone
          ? 'It was used already, it is too old, or a part of it is missing. Whoever sent it can make a new one.'
          : detail
      }
      ${
        isGone
          ? html`<wa-button slot="actions" variant="brand" href="/sign-in">Sign in</wa-button>`
          : html`<wa-button slot="actions" appearance="outlined" @click=${() => void this.#look()}
              >Try again</wa-button
            >`
      }
    </ipm-empty>`;
  }

  #renderCard(given: LinkGiven) {
    const { user } = session.value;
    const isOther = user && user.email !== given.email;
    return html`<div class="card">
      <div class="name">
        <ipm-mark></ipm-mark>
        <h1>${headings[given.purpose]}</h1>
      </div>
      <div class="sheet">
        ${isOther ? html`<p class="notice">${nameOf(user)} is signed in here now; going on signs them out.</p>` : nothing}
        <ipm-link-form
          .given=${given}
          .failure=${this.failure}
          .isBusy=${this.isBusy}
          @ipm-use-link=${this.#use}
        ></ipm-link-form>
      </div>
    </div>`;
  }

  override render() {
    return html`<ipm-theme-menu class="theme"></ipm-theme-menu> ${
        this.problem
          ? html`<div class="card">${this.#renderProblem(this.problem)}</div>`
          : this.given
            ? this.#renderCard(this.given)
            : html`<div class="card"><ipm-skeleton lines="5"></ipm-skeleton></div>`
      }`;
  }
}
customElements.define('ipm-link-page', LinkPage);
