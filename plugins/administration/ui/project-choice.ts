import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, type ProjectJson } from '#ui';
import { Loader, drawLoaded } from './loader.ts';
import { fieldStyles } from './section-styles.ts';

const mostShown = 200;

/** Limits something to certain projects, or to none in particular (null). Fires `change`. */
export class ProjectChoice extends LitElement {
  static override properties = { value: { attribute: false }, search: { state: true } };
  /** Ids of the projects; null: all. */
  declare value: readonly string[] | null;
  declare search: string;
  readonly #projects = new Loader(this, (signal) =>
    api.list<ProjectJson>('/projects/', { query: { limit: mostShown, search: this.search }, signal }),
  );

  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      .box {
        display: grid;
        gap: var(--ipm-space-1);
        max-height: 11rem;
        overflow-y: auto;
        padding: var(--ipm-space-2) var(--ipm-space-3);
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius);
      }
      .small {
        color: var(--ipm-text-quiet);
        font-size: var(--ipm-text-s);
      }
      input[type='search'] {
        height: var(--ipm-control);
        padding: 0 var(--ipm-space-2);
        border: 1px solid var(--ipm-control-border);
        border-radius: var(--ipm-radius);
        background: var(--ipm-surface);
        color: var(--ipm-text);
        font: inherit;
      }
    `,
  ];

  constructor() {
    super();
    this.value = null;
    this.search = '';
  }

  #set(value: readonly string[] | null): void {
    this.value = value;
    this.dispatchEvent(new Event('change'));
  }

  #toggle(id: string, isOn: boolean): void {
    const others = (this.value ?? []).filter((each) => each !== id);
    this.#set(isOn ? [...others, id] : others);
  }

  #find(event: Event): void {
    this.search = (event.target as HTMLInputElement).value;
    this.#projects.loadSoon();
  }

  #renderProjects(chosen: readonly string[]) {
    return drawLoaded(
      this.#projects,
      'The projects',
      ({ items, total }) => html`
        ${
          total > 8 || this.search
            ? html`<input
                type="search"
                aria-label="Search projects"
                placeholder="Search projects"
                .value=${this.search}
                @input=${this.#find}
              />`
            : nothing
        }
        <div class="box" tabindex="0" role="group" aria-label="Projects">
          ${items.map(
            ({ id, name }) =>
              html`<label class="check"
                ><input
                  type="checkbox"
                  .checked=${chosen.includes(id)}
                  @change=${(event: Event) => this.#toggle(id, (event.target as HTMLInputElement).checked)}
                />${name}</label
              >`,
          )}
          ${items.length === 0 ? html`<span class="small">No project is called so.</span>` : nothing}
        </div>
        <p class="small">
          ${chosen.length}
          chosen${total > items.length ? `; ${items.length} of ${total} are listed, search for others` : ''}
        </p>
      `,
    );
  }

  override render() {
    return html`<fieldset>
      <legend>Projects</legend>
      <label class="check"
        ><input type="radio" name="which" .checked=${this.value === null} @change=${() => this.#set(null)} />All
        projects, also those to come</label
      >
      <label class="check"
        ><input type="radio" name="which" .checked=${this.value !== null} @change=${() => this.#set([])} />Only
        these</label
      >
      ${this.value === null ? nothing : this.#renderProjects(this.value)}
    </fieldset>`;
  }
}
customElements.define('administration-project-choice', ProjectChoice);

declare global {
  interface HTMLElementTagNameMap {
    'administration-project-choice': ProjectChoice;
  }
}
