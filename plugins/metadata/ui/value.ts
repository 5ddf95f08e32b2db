import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { baseStyles } from '#ui';
import { kindOf, readValue, writeValue } from './value-text.ts';

/** Fired when a person has written another value. */
export class ValueEvent extends Event {
  static readonly type = 'metadata-value';
  readonly value: unknown;
  constructor(value: unknown) {
    super(ValueEvent.type);
    this.value = value;
  }
}

/** A value that turns into a field when it is clicked: Enter or leaving it keeps what was written, Shift+Enter makes a
    new line, Escape takes back. */
export class MetadataValue extends LitElement {
  static override properties = {
    name: {},
    value: { attribute: false },
    editable: { type: Boolean },
    isEditing: { state: true },
    text: { state: true },
  };
  declare name: string;
  declare value: unknown;
  declare editable: boolean;
  declare isEditing: boolean;
  declare text: string;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      button,
      .text,
      textarea {
        display: block;
        width: 100%;
        margin: 0;
        padding: 3px var(--ipm-space-2);
        border: 1px solid transparent;
        border-radius: var(--ipm-radius);
        background: none;
        color: inherit;
        font: inherit;
        line-height: var(--ipm-leading-tight);
        text-align: start;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      button {
        min-height: 1.75rem;
        cursor: text;
      }
      button:hover {
        border-color: var(--ipm-border-strong);
        background: var(--ipm-hover);
      }
      .json {
        font-family: var(--ipm-font-mono);
      }
      .none {
        color: var(--ipm-text-quiet);
      }
      textarea {
        max-height: 20rem;
        border-color: var(--ipm-accent);
        background: var(--ipm-surface);
        outline: 1px solid var(--ipm-accent);
        field-sizing: content;
        resize: none;
      }
      .kind {
        padding: 2px var(--ipm-space-2);
        color: var(--ipm-text-quiet);
        font-size: 0.75rem;
      }
    `,
  ];

  constructor() {
    super();
    this.name = '';
    this.editable = false;
    this.isEditing = false;
    this.text = '';
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('isEditing')) return;
    if (this.isEditing) this.renderRoot.querySelector('textarea')?.select();
    else if (changed.get('isEditing')) this.renderRoot.querySelector('button')?.focus();
  }

  #edit(): void {
    this.text = writeValue(this.value);
    this.isEditing = true;
  }

  #commit(): void {
    if (!this.isEditing) return;
    this.isEditing = false;
    const value = readValue(this.text);
    if (JSON.stringify(value) !== JSON.stringify(this.value)) this.dispatchEvent(new ValueEvent(value));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey) this.#commit();
    else if (event.key === 'Escape') this.isEditing = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #renderField() {
    return html`<textarea
        class=${typeof this.value === 'string' ? '' : 'json'}
        rows="1"
        spellcheck="false"
        aria-label=${`Value of ${this.name}`}
        .value=${this.text}
        @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
        @keydown=${this.#onKey}
        @blur=${this.#commit}
      ></textarea>
      <p class="kind" aria-live="polite">Kept as ${kindOf(readValue(this.text))}</p>`;
  }

  override render() {
    if (this.isEditing) return this.#renderField();
    const { value } = this;
    const shown = value === null ? 'nothing' : typeof value === 'string' ? value || '""' : writeValue(value);
    const look = value === null ? 'none' : typeof value === 'string' ? '' : 'json';
    if (!this.editable) return html`<span class="text ${look}">${shown}</span>`;
    return html`<button
      type="button"
      class=${look || nothing}
      aria-label=${`${this.name}: ${shown}. Edit`}
      title="Edit"
      @click=${this.#edit}
      .textContent=${shown}
    ></button>`;
  }
}
customElements.define('metadata-value', MetadataValue);
