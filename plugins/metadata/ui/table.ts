import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { baseStyles, sentenceOf, toast } from '#ui';
import './new-entry.ts';
import type { NewEntry, NewEntryEvent } from './new-entry.ts';
import { tableStyles } from './table-styles.ts';
import './value.ts';
import type { ValueEvent } from './value.ts';

/** Where keys and values are kept. Both calls throw an ApiProblem when they are refused. */
export interface Keeper {
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Keys and values, edited in their place. What changes shows at once; what is refused goes back, with the reason. */
export class MetadataTable extends LitElement {
  static override properties = {
    values: { attribute: false },
    keeper: { attribute: false },
    editable: { type: Boolean },
    emptyText: { attribute: false },
    pending: { state: true },
    failures: { state: true },
  };
  declare values: Readonly<Record<string, unknown>>;
  declare keeper: Keeper;
  declare editable: boolean;
  /** What stands there while there are no keys. */
  declare emptyText: string;
  /** Values that the server does not have yet, by key; undefined: the key goes. */
  declare pending: ReadonlyMap<string, unknown>;
  /** Why the last change of a key was refused. */
  declare failures: ReadonlyMap<string, string>;

  static override styles = [baseStyles, tableStyles];

  constructor() {
    super();
    this.editable = false;
    this.emptyText = '';
    this.pending = new Map();
    this.failures = new Map();
  }

  /** Forgets what belongs to another image or project. */
  reset(): void {
    this.pending = new Map();
    this.failures = new Map();
  }

  /** Puts the cursor where a new key is written. */
  add(): void {
    this.renderRoot.querySelector<NewEntry>('metadata-new-entry')?.focus();
  }

  get #entries(): [key: string, value: unknown][] {
    const all = new Map([...Object.entries(this.values), ...this.pending]);
    return [...all].filter(([, value]) => value !== undefined).sort(([a], [b]) => a.localeCompare(b));
  }

  /** Shows a change at once and asks for it; answers whether it was kept. */
  async #change(key: string, value: unknown, ask: () => Promise<void>): Promise<boolean> {
    this.pending = new Map(this.pending).set(key, value);
    this.#fail(key, '');
    try {
      await ask();
      return true;
    } catch (error) {
      this.#fail(key, sentenceOf(error));
      return false;
    } finally {
      if (this.pending.get(key) === value) {
        const pending = new Map(this.pending);
        pending.delete(key);
        this.pending = pending;
      }
    }
  }

  #fail(key: string, reason: string): void {
    const failures = new Map(this.failures);
    if (reason) failures.set(key, reason);
    else failures.delete(key);
    this.failures = failures;
  }

  #set(key: string, value: unknown): Promise<boolean> {
    return this.#change(key, value, () => this.keeper.set(key, value));
  }

  async #remove(key: string, value: unknown): Promise<void> {
    const { keeper } = this;
    this.renderRoot.querySelector<HTMLElement>('.table')?.focus();
    if (!(await this.#change(key, undefined, () => keeper.remove(key)))) return;
    const bringBack = (): void => {
      keeper.set(key, value).catch((error: unknown) => {
        toast({ text: `“${key}” could not be brought back. ${sentenceOf(error)}`, tone: 'danger' });
      });
    };
    toast({ text: `“${key}” is deleted.`, action: { title: 'Undo', run: bringBack } });
  }

  async #add(event: NewEntryEvent): Promise<void> {
    const { key, value, done } = event;
    if (Object.hasOwn(this.values, key) || this.pending.has(key)) {
      return done(`There is already a key “${key}”. Change its value above.`);
    }
    const kept = await this.#set(key, value);
    done(kept ? '' : (this.failures.get(key) ?? ''));
    if (!kept) this.#fail(key, '');
  }

  #renderEntry = ([key, value]: [string, unknown]) => {
    const failure = this.failures.get(key);
    return html`<div class="row" role="row">
      <div class="key" role="rowheader">${key}</div>
      <div class="value" role="cell">
        <metadata-value
          name=${key}
          .value=${value}
          ?editable=${this.editable}
          @metadata-value=${(event: ValueEvent) => this.#set(key, event.value)}
        ></metadata-value>
        ${failure ? html`<p class="failure" role="alert">${failure}</p>` : nothing}
      </div>
      ${
        this.editable
          ? html`<div class="acts" role="cell">
              <button
                type="button"
                aria-label=${`Delete ${key}`}
                title="Delete"
                @click=${() => this.#remove(key, value)}
              >
                <wa-icon name="trash-2"></wa-icon>
              </button>
            </div>`
          : nothing
      }
    </div>`;
  };

  override render() {
    const entries = this.#entries;
    return html`
      ${
        entries.length > 0
          ? html`<div class="table" role="table" aria-label="Metadata" tabindex="-1">
              ${repeat(entries, ([key]) => key, this.#renderEntry)}
            </div>`
          : html`<p class="none table" tabindex="-1">${this.emptyText}</p>`
      }
      ${
        this.editable
          ? html`<metadata-new-entry
              @metadata-new=${(event: NewEntryEvent) => void this.#add(event)}
            ></metadata-new-entry>`
          : nothing
      }
    `;
  }
}
customElements.define('metadata-table', MetadataTable);
