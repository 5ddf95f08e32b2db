import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { EventsController, baseStyles, formatNumber, setQuery } from '#ui';
import './invite-dialog.ts';
import { Loader, drawLoaded } from './loader.ts';
import { loadFirst, pageSize } from './pages.ts';
import './person-keys.ts';
import './person-row.ts';
import type { PersonLinkEvent } from './person-row.ts';
import type { LinkJson, UserJson } from './records.ts';
import { fieldStyles, rowStyles, sectionStyles } from './section-styles.ts';
import './shown-once.ts';

/** Everybody who may sign in, and what an administrator can do about each; ?q= searches, ?all=1 shows deactivated too. */
export class People extends LitElement {
  static override properties = {
    query: { attribute: false },
    isInviting: { state: true },
    given: { state: true },
    keysOf: { state: true },
  };
  declare query: URLSearchParams;
  declare isInviting: boolean;
  /** The link that was made just now. */
  declare given: { link: LinkJson; user: UserJson } | undefined;
  declare keysOf: UserJson | undefined;
  #count = pageSize;
  readonly #people = new Loader(this, (signal) =>
    loadFirst<UserJson>(
      '/users',
      { kind: 'person', search: this.query.get('q'), include_inactive: this.query.has('all') || null },
      this.#count,
      signal,
    ),
  );

  static override styles = [baseStyles, sectionStyles, rowStyles, fieldStyles];

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.isInviting = false;
    new EventsController(this, 'core.access_changed', () => this.#people.loadSoon());
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query') && this.hasUpdated) this.#people.loadSoon();
  }

  #onLink({ link, user }: PersonLinkEvent): void {
    this.isInviting = false;
    this.given = { link, user };
    this.#people.loadSoon();
  }

  #more(): void {
    this.#count += pageSize;
    void this.#people.load();
  }

  #renderGiven({ link, user }: { link: LinkJson; user: UserJson }) {
    if (link.url === null) {
      return html`<p class="tag success" role="status">A mail with a link is on its way to ${user.email}.</p>`;
    }
    return html`<administration-shown-once .value=${link.url} label="Link"
      >The link of ${user.email}. Pass it on: whoever opens it chooses the password.</administration-shown-once
    >`;
  }

  #renderPeople({ items, total }: { items: readonly UserJson[]; total: number }) {
    if (items.length === 0) {
      return html`<ipm-empty icon="user" heading="Nobody matches">
        <wa-button slot="actions" appearance="outlined" @click=${() => setQuery({ q: null })}
          >Clear the search</wa-button
        >
      </ipm-empty>`;
    }
    return html`<div class="rows" role="list" aria-label="People">
        ${repeat(
          items,
          ({ id }) => id,
          (user) =>
            html`<administration-person-row
              role="listitem"
              .user=${user}
              @administration-changed=${() => void this.#people.load()}
              @administration-link=${this.#onLink}
              @administration-keys=${() => (this.keysOf = user)}
            ></administration-person-row>`,
        )}
      </div>
      ${
        items.length < total
          ? html`<wa-button class="more" appearance="outlined" @click=${() => this.#more()}
              >Show more of ${formatNumber(total)}</wa-button
            >`
          : nothing
      }`;
  }

  override render() {
    return html`<header>
        <h1>
          People${this.#people.value ? html`<span class="count figures">${formatNumber(this.#people.value.total)}</span>` : nothing}
        </h1>
        <wa-button variant="brand" @click=${() => (this.isInviting = true)}
          ><wa-icon slot="start" name="user-plus"></wa-icon>Invite</wa-button
        >
      </header>
      <div class="line">
        <wa-input
          type="search"
          with-clear
          label="Search by name or e-mail"
          .value=${this.query.get('q') ?? ''}
          @input=${(event: Event) => setQuery({ q: (event.target as HTMLInputElement).value })}
          @wa-clear=${() => setQuery({ q: null })}
        ></wa-input>
        <label class="check"
          ><input
            type="checkbox"
            .checked=${this.query.has('all')}
            @change=${(event: Event) => setQuery({ all: (event.target as HTMLInputElement).checked ? '1' : null })}
          />Deactivated too</label
        >
      </div>
      ${this.given ? this.#renderGiven(this.given) : nothing}
      ${drawLoaded(this.#people, 'The people', (page) => this.#renderPeople(page))}
      <administration-invite-dialog
        .open=${this.isInviting}
        @administration-close=${() => (this.isInviting = false)}
        @administration-link=${this.#onLink}
      ></administration-invite-dialog>
      <administration-person-keys
        .user=${this.keysOf}
        @administration-close=${() => (this.keysOf = undefined)}
      ></administration-person-keys>`;
  }
}
customElements.define('administration-people', People);
