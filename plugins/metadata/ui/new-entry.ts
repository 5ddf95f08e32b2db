import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, css, html, nothing } from 'lit';
import { announce, baseStyles } from '#ui';
import { longestKey } from '../schemas.ts';
import { kindOf, readValue } from './value-text.ts';

/** Fired when a key and a value are to be added; call `done` with '' when they are kept, else with the reason. */
export class NewEntryEvent extends Event {
  static readonly type = 'metadata-new';
  readonly key: string;
  readonly value: unknown;
  readonly done: (failure: string) => void;
  constructor(key: string, value: unknown, done: (failure: string) => void) {
    super(NewEntryEvent.type);
    this.key = key;
    this.value = value;
    this.done = done;
  }
}

/** A line for a new key and its value; after one is added, the cursor waits for the next. */
export class NewEntry extends LitElement {
  static override properties = { value: { state: true }, failure: { state: true }, isBusy: { state: true } };
  declare value: string;
  declare failure: string;
  declare isBusy: boolean;

  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) auto;
        gap: var(--ipm-space-2);
      }
      wa-input::part(form-control-label) {
        position: absolute;
        margin: 0;
        clip-path: inset(50%);
      }
      p {
        margin-top: var(--ipm-space-1);
        color: var(--ipm-text-quiet);
        font-size: 0.75rem;
      }
      .failure {
        color: var(--ipm-danger-text);
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.value = '';
    this.failure = '';
    this.isBusy = false;
  }

  #add(event: SubmitEvent): void {
    event.preventDefault();
    const field = this.renderRoot.querySelector('wa-input');
    const key = (field?.value ?? '').trim();
    if (!field || this.isBusy) return;
    if (!key) {
      this.failure = 'Give the value a key.';
      return field.focus();
    }
    this.isBusy = true;
    const done = (failure: string): void => {
      this.isBusy = false;
      this.failure = failure;
      if (failure) return;
      field.value = '';
      this.value = '';
      announce(`Added ${key}`);
      field.focus();
    };
    this.dispatchEvent(new NewEntryEvent(key, readValue(this.value), done));
  }

  override render() {
    return html`<form novalidate @submit=${this.#add}>
        <wa-input
          size="s"
          placeholder="Key"
          label="New key"
          autocomplete="off"
          maxlength=${longestKey}
          @input=${() => (this.failure = '')}
        ></wa-input>
        <wa-input
          size="s"
          placeholder="Value"
          label="Value of the new key"
          autocomplete="off"
          .value=${this.value}
          @input=${(event: Event) => (this.value = (event.target as HTMLInputElement).value)}
        ></wa-input>
        <wa-button type="submit" size="s" appearance="outlined" ?loading=${this.isBusy} @click=${this.#submit}
          ><wa-icon name="plus" label="Add"></wa-icon
        ></wa-button>
      </form>
      ${
        this.failure
          ? html`<p class="failure" role="alert">${this.failure}</p>`
          : this.value.trim()
            ? html`<p>Kept as ${kindOf(readValue(this.value))}</p>`
            : nothing
      }`;
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector('form')?.requestSubmit();
  }
}
customElements.define('metadata-new-entry', NewEntry);
