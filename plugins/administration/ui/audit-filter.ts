import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, setQuery, type Page, type ProjectJson, type Query } from '#ui';
import { Loader } from './loader.ts';
import type { UserJson } from './records.ts';
import { fieldStyles, sectionStyles } from './section-styles.ts';

const mostListed = 200;
const names = ['search', 'actor_id', 'action', 'outcome', 'project_id', 'since', 'until'] as const;

/** The filter in an address, as the API takes it: days become moments of this browser's time. */
export function auditQuery(query: URLSearchParams): Query {
  const moment = (name: 'since' | 'until', time: string): string | null => {
    const day = query.get(name);
    const at = day ? new Date(`${day}T${time}`) : null;
    return at && Number.isFinite(at.getTime()) ? at.toISOString() : null;
  };
  return {
    ...Object.fromEntries(names.map((name) => [name, query.get(name)])),
    since: moment('since', '00:00:00'),
    until: moment('until', '23:59:59.999'),
  };
}

/** Narrows the audit by person, action, outcome, project, days and words. */
export class AuditFilter extends LitElement {
  static override properties = { query: { attribute: false } };
  declare query: URLSearchParams;
  readonly #people = new Loader(this, (signal) =>
    api.list<UserJson>('/users', { query: { limit: mostListed, include_inactive: true }, signal }),
  );
  readonly #projects = new Loader(this, (signal) =>
    api.list<ProjectJson>('/projects/', { query: { limit: mostListed }, signal }),
  );

  static override styles = [
    baseStyles,
    sectionStyles,
    fieldStyles,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
        align-items: end;
        gap: var(--ipm-space-3);
      }
    `,
  ];

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  #set(event: Event): void {
    const { name, value } = event.target as HTMLInputElement | HTMLSelectElement;
    setQuery({ [name]: value });
  }

  #renderSelect(name: string, title: string, every: string, options: readonly { value: string; text: string }[]) {
    const chosen = this.query.get(name) ?? '';
    const isListed = chosen === '' || options.some(({ value }) => value === chosen);
    return html`<label class="field"
      >${title}
      <select name=${name} @change=${this.#set}>
        <option value="" ?selected=${chosen === ''}>${every}</option>
        ${options.map(({ value, text }) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
        ${isListed ? nothing : html`<option value=${chosen} selected>${chosen}</option>`}
      </select>
    </label>`;
  }

  #renderInput(name: string, title: string, type: 'search' | 'date', example = '') {
    return html`<label class="field"
      >${title}
      <input name=${name} type=${type} placeholder=${example} .value=${this.query.get(name) ?? ''} @change=${this.#set}
    /></label>`;
  }

  #renderCut(page: Page<unknown> | undefined, what: string) {
    if (!page || page.items.length >= page.total) return nothing;
    return html`<p class="small">
      ${page.items.length} of ${page.total} ${what} are listed; search for the others by words.
    </p>`;
  }

  override render() {
    const people = (this.#people.value?.items ?? []).map(({ id, email }) => ({ value: id, text: email }));
    const projects = (this.#projects.value?.items ?? []).map(({ id, name }) => ({ value: id, text: name }));
    const isFiltered = names.some((name) => this.query.get(name));
    return html`<div class="fields" role="search" aria-label="Filter">
        ${this.#renderInput('search', 'Words', 'search')}
        ${this.#renderSelect('actor_id', 'Person', 'Everybody', people)}
        ${this.#renderInput('action', 'Action', 'search', 'POST /projects')}
        ${this.#renderSelect('outcome', 'Outcome', 'Every one', [
          { value: 'done', text: 'Done' },
          { value: 'denied', text: 'Denied' },
          { value: 'failed', text: 'Failed' },
        ])}
        ${this.#renderSelect('project_id', 'Project', 'Every one', projects)}
        ${this.#renderInput('since', 'From', 'date')} ${this.#renderInput('until', 'To', 'date')}
        ${
          isFiltered
            ? html`<wa-button
                appearance="plain"
                @click=${() => setQuery(Object.fromEntries(names.map((name) => [name, null])))}
                >Clear the filter</wa-button
              >`
            : nothing
        }
      </div>
      ${this.#renderCut(this.#people.value, 'people')} ${this.#renderCut(this.#projects.value, 'projects')}`;
  }
}
customElements.define('administration-audit-filter', AuditFilter);
