import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing } from 'lit';
import { baseStyles, formatCount, keyStyles, sentenceOf, type CommitEvent } from '#ui';
import { longestName, type ClassJson } from '../schemas.ts';
import { classRowStyles } from './class-row-styles.ts';
import { changeClass, type ClassChanges } from './class-store.ts';
import './color-picker.ts';
import type { ColorEvent } from './color-picker.ts';

// Keys that the page of an image uses itself; its arrow keys do the same.
const pageKeys = ['j', 'k'];

/** Fired when a class is to be deleted. */
export class DeleteClassEvent extends Event {
  static readonly type = 'classification-delete';
  readonly imageClass: ClassJson;
  constructor(imageClass: ClassJson) {
    super(DeleteClassEvent.type, { bubbles: true, composed: true });
    this.imageClass = imageClass;
  }
}

/** A class in the list, each part edited in its place; what is refused goes back, with the reason below. */
export class ClassRow extends LitElement {
  static override properties = { imageClass: { attribute: false }, failure: { state: true } };
  declare imageClass: ClassJson;
  declare failure: string;

  static override styles = [baseStyles, keyStyles, classRowStyles];

  constructor() {
    super();
    this.failure = '';
  }

  async #change(changes: ClassChanges): Promise<void> {
    this.failure = '';
    try {
      await changeClass(this.imageClass, changes);
    } catch (error) {
      this.failure = sentenceOf(error);
    }
    // A field that was refused shows what is kept, although that is what it showed before.
    this.requestUpdate();
  }

  #onKeyField(event: InputEvent): void {
    const field = event.target as HTMLInputElement;
    const hotkey = field.value.trim().toLowerCase() || null;
    if (hotkey !== this.imageClass.hotkey) void this.#change({ hotkey }).then(() => this.#resetKeyField(field));
  }

  #resetKeyField(field: HTMLInputElement): void {
    field.value = (this.imageClass.hotkey ?? '').toUpperCase();
    if (this.renderRoot.querySelector(':focus') === field) field.select();
  }

  #renderKey({ name, hotkey, abilities }: ClassJson) {
    if (!abilities.edit)
      return html`<span class="key">${hotkey ? html`<kbd>${hotkey.toUpperCase()}</kbd>` : nothing}</span>`;
    return html`<input
      class="key"
      maxlength="1"
      autocomplete="off"
      spellcheck="false"
      aria-label=${`Key of ${name}`}
      title="One letter or digit"
      .value=${(hotkey ?? '').toUpperCase()}
      @focus=${(event: FocusEvent) => (event.target as HTMLInputElement).select()}
      @input=${this.#onKeyField}
    />`;
  }

  #renderKeyNote({ hotkey }: ClassJson) {
    if (hotkey === null || !pageKeys.includes(hotkey)) return nothing;
    return html`<p class="note">
      Elsewhere ${hotkey.toUpperCase()} goes from image to image; in this project it labels, and the arrow keys go.
    </p>`;
  }

  override render() {
    const each = this.imageClass;
    const { name, description, color, label_count, abilities } = each;
    return html`
      <classification-color-picker
        .color=${color}
        label=${`Colour of ${name}`}
        ?disabled=${!abilities.edit}
        @classification-color=${({ color: next }: ColorEvent) => this.#change({ color: next })}
      ></classification-color-picker>
      <div class="words">
        <ipm-editable-text
          class="name"
          label=${`Name of ${name}`}
          required
          maxlength=${longestName}
          .value=${name}
          .editable=${abilities.edit}
          @ipm-commit=${({ value }: CommitEvent) => this.#change({ name: value })}
        ></ipm-editable-text>
        <ipm-editable-text
          class="description"
          label=${`Description of ${name}`}
          placeholder="Add a description"
          maxlength="2000"
          .value=${description ?? ''}
          .editable=${abilities.edit}
          @ipm-commit=${({ value }: CommitEvent) => this.#change({ description: value || null })}
        ></ipm-editable-text>
      </div>
      ${this.#renderKey(each)}
      <span class="count figures">${formatCount(label_count, 'label')}</span>
      ${
        abilities.delete
          ? html`<wa-button
              class="delete"
              size="s"
              appearance="plain"
              @click=${() => this.dispatchEvent(new DeleteClassEvent(each))}
              ><wa-icon name="trash-2" label=${`Delete ${name}`}></wa-icon
            ></wa-button>`
          : nothing
      }
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : this.#renderKeyNote(each)}
    `;
  }
}
customElements.define('classification-class-row', ClassRow);
