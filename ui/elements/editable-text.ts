import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import './icons.ts';
import { baseStyles } from './shared-styles.ts';

/** Fired when the person has written something new; `value` is trimmed. */
export class CommitEvent extends Event {
  static readonly type = 'ipm-commit';
  readonly value: string;
  constructor(value: string) {
    super(CommitEvent.type, { bubbles: true, composed: true });
    this.value = value;
  }
}

/** A text that turns into a field when it is clicked: Enter or leaving it commits (`ipm-commit`), Escape takes back.
    Where `editable` is false it is only text. */
export class EditableText extends LitElement {
  static override properties = {
    value: {},
    label: {},
    placeholder: {},
    editable: { type: Boolean },
    required: { type: Boolean },
    maxlength: { type: Number },
    isEditing: { state: true },
  };
  declare value: string;
  declare label: string;
  declare placeholder: string;
  declare editable: boolean;
  declare required: boolean;
  declare maxlength: number;
  declare isEditing: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
        max-width: calc(100% + 2 * var(--ipm-space-2));
        min-width: 0;
        margin: 0 calc(-1 * var(--ipm-space-2));
      }
      button,
      input,
      .text {
        display: block;
        max-width: 100%;
        margin: 0;
        padding: 2px var(--ipm-space-2);
        border: 1px solid transparent;
        border-radius: var(--ipm-radius);
        background: none;
        font: inherit;
        color: inherit;
        text-align: start;
        letter-spacing: inherit;
      }
      .text,
      button {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      button {
        cursor: text;
      }
      button:hover {
        border-color: var(--ipm-border-strong);
        background: var(--ipm-hover);
      }
      button.placeholder {
        color: var(--ipm-text-quiet);
      }
      input {
        field-sizing: content;
        min-width: 12rem;
        border-color: var(--ipm-accent);
        background: var(--ipm-surface);
        outline: 1px solid var(--ipm-accent);
      }
    `,
  ];

  constructor() {
    super();
    this.value = '';
    this.label = '';
    this.placeholder = '';
    this.editable = true;
    this.required = false;
    this.maxlength = 255;
    this.isEditing = false;
  }

  /** Turns the text into a field and puts the cursor there. */
  edit(): void {
    if (this.editable) this.isEditing = true;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('isEditing')) return;
    if (this.isEditing) this.renderRoot.querySelector('input')?.select();
    else if (changed.get('isEditing')) this.renderRoot.querySelector('button')?.focus();
  }

  #commit(text: string): void {
    if (!this.isEditing) return;
    this.isEditing = false;
    const value = text.trim();
    if (value === this.value || (this.required && value === '')) return;
    this.value = value;
    this.dispatchEvent(new CommitEvent(value));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.#commit((event.target as HTMLInputElement).value);
    else if (event.key === 'Escape') this.isEditing = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  override render() {
    if (!this.editable) return this.value ? html`<span class="text">${this.value}</span>` : nothing;
    if (!this.isEditing) {
      return html`<button
        type="button"
        class=${this.value ? '' : 'placeholder'}
        aria-label=${this.value ? `${this.label}: ${this.value}. Edit` : this.placeholder || `Edit ${this.label}`}
        title=${`Edit ${this.label.toLowerCase()}`}
        @click=${() => this.edit()}
      >
        ${this.value || this.placeholder}
      </button>`;
    }
    return html`<input
      aria-label=${this.label}
      .value=${this.value}
      placeholder=${this.placeholder}
      maxlength=${this.maxlength}
      @keydown=${this.#onKey}
      @blur=${(event: FocusEvent) => this.#commit((event.target as HTMLInputElement).value)}
    />`;
  }
}
customElements.define('ipm-editable-text', EditableText);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-editable-text': EditableText;
  }
}
