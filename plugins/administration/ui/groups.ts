import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { EventsController, api, baseStyles, formatNumber, sentenceOf, setQuery } from '#ui';
import './group-members.ts';
import { Loader, drawLoaded } from './loader.ts';
import type { GroupJson } from './records.ts';
import { fieldStyles, rowStyles, sectionStyles } from './section-styles.ts';

/** The groups that people are in; ?group= opens one. */
export class Groups extends LitElement {
  static override properties = { query: { attribute: false }, failure: { state: true } };
  declare query: URLSearchParams;
  declare failure: string;
  readonly #groups = new Loader(this, (signal) => api.get<GroupJson[]>('/groups', { signal }));

  static override styles = [baseStyles, sectionStyles, rowStyles, fieldStyles];

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.failure = '';
    new EventsController(this, 'core.access_changed', () => this.#groups.loadSoon());
  }

  async #make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = String(new FormData(form).get('name') ?? '').trim();
    this.failure = name ? '' : 'Give the group a name.';
    if (!name) return;
    try {
      const { id } = await api.post<GroupJson>('/groups', { name });
      const field = form.querySelector('wa-input');
      if (field) field.value = '';
      await this.#groups.load();
      setQuery({ group: id });
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  #renderGroup({ id, name, member_count }: GroupJson) {
    const isOpen = this.query.get('group') === id;
    return html`<div role="listitem">
      <div class="row">
        <div class="what">
          <div class="title">${name}</div>
          <div class="facts figures">${formatNumber(member_count)} ${member_count === 1 ? 'person' : 'people'}</div>
        </div>
        <wa-button
          size="s"
          appearance="plain"
          aria-expanded=${isOpen ? 'true' : 'false'}
          @click=${() => setQuery({ group: isOpen ? null : id })}
          ><wa-icon
            name=${isOpen ? 'chevron-up' : 'chevron-down'}
            label=${`${isOpen ? 'Close' : 'Open'} the group ${name}`}
          ></wa-icon
        ></wa-button>
      </div>
      ${
        isOpen
          ? html`<administration-group-members
              class="inside"
              .groupId=${id}
              @administration-changed=${() => void this.#groups.load()}
            ></administration-group-members>`
          : nothing
      }
    </div>`;
  }

  override render() {
    return html`<header>
        <h1>
          Groups${this.#groups.value ? html`<span class="count figures">${formatNumber(this.#groups.value.length)}</span>` : nothing}
        </h1>
      </header>
      <p class="lead">
        People who get roles together. A project can belong to a group, and a group can be a member of any project.
        Single sign-on and proxies bring groups of their own.
      </p>
      <form class="line" novalidate @submit=${this.#make}>
        <wa-input label="Name of a new group" name="name" maxlength="255" autocomplete="off"></wa-input>
        <wa-button type="submit" appearance="outlined"
          ><wa-icon slot="start" name="plus"></wa-icon>Make the group</wa-button
        >
      </form>
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      ${drawLoaded(this.#groups, 'The groups', (groups) =>
        groups.length === 0
          ? html`<ipm-empty icon="users" heading="No groups yet">Name one above, and put people into it.</ipm-empty>`
          : html`<div class="rows" role="list" aria-label="Groups">
              ${repeat(
                groups,
                ({ id }) => id,
                (group) => this.#renderGroup(group),
              )}
            </div>`,
      )}`;
  }
}
customElements.define('administration-groups', Groups);
