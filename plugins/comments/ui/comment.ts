import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { api, baseStyles, formatExactTime, sentenceOf } from '#ui';
import { longestText, type CommentJson } from '../schemas.ts';
import { WrittenEvent } from './composer.ts';
import { deleteLater } from './deletions.ts';
import { fieldStyles } from './field-styles.ts';

/** One comment: who, when, what; the author's own is edited in its place. Fires `comments-written` when it was changed,
    `comments-deleted` when it goes. `frozen`: to be read only. */
export class CommentElement extends LitElement {
  static override properties = {
    comment: { attribute: false },
    frozen: { type: Boolean },
    isEditing: { state: true },
    failure: { state: true },
    isSending: { state: true },
  };
  declare comment: CommentJson;
  declare frozen: boolean;
  declare isEditing: boolean;
  declare failure: string;
  declare isSending: boolean;

  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      :host {
        gap: 2px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-2);
        min-height: 1.75rem;
        font-size: var(--ipm-text-s);
      }
      .author {
        overflow: hidden;
        font-weight: var(--ipm-weight-bold);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .when {
        flex: none;
        color: var(--ipm-text-quiet);
      }
      .acts {
        flex: none;
        display: flex;
        margin-inline-start: auto;
      }
      .acts button {
        display: grid;
        place-items: center;
        width: 1.75rem;
        height: 1.75rem;
        padding: 0;
        border: 0;
        border-radius: var(--ipm-radius-s);
        background: none;
        color: var(--ipm-text-quiet);
        cursor: pointer;
      }
      .acts button:hover {
        background: var(--ipm-hover);
        color: var(--ipm-text);
      }
      @media (pointer: coarse) {
        .acts button {
          width: 2.75rem;
          height: 2.75rem;
        }
      }
      .text {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .editor {
        display: grid;
        gap: var(--ipm-space-2);
        padding-top: var(--ipm-space-1);
      }
    `,
  ];

  constructor() {
    super();
    this.frozen = false;
    this.isEditing = false;
    this.failure = '';
    this.isSending = false;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('textarea, .acts button')?.focus();
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('isEditing') || changed.get('isEditing') === undefined) return;
    const field = this.renderRoot.querySelector('textarea');
    if (field) field.setSelectionRange(field.value.length, field.value.length);
    this.focus();
  }

  async #save(): Promise<void> {
    const field = this.renderRoot.querySelector('textarea');
    const text = field?.value.trim() ?? '';
    if (!text || this.isSending) return;
    if (text === this.comment.text) return this.#leave();
    this.isSending = true;
    try {
      const changed = await api.patch<CommentJson>(`/comments/${this.comment.id}`, { text });
      this.dispatchEvent(new WrittenEvent(changed));
      this.#leave();
    } catch (error) {
      this.failure = `It was not changed. ${sentenceOf(error)}`;
    } finally {
      this.isSending = false;
    }
  }

  #leave(): void {
    this.isEditing = false;
    this.failure = '';
  }

  #delete(): void {
    this.dispatchEvent(new Event('comments-deleted'));
    deleteLater(this.comment);
  }

  #onKey(event: KeyboardEvent): void {
    const isSave = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!isSave && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (isSave) void this.#save();
    else this.#leave();
  }

  #renderEditor() {
    return html`<div class="editor">
      <textarea
        aria-label="Text of your comment"
        maxlength=${longestText}
        .value=${this.comment.text}
        ?readonly=${this.isSending}
        @keydown=${this.#onKey}
      ></textarea>
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      <div class="buttons">
        <wa-button size="s" appearance="plain" @click=${this.#leave}>Cancel</wa-button>
        <wa-button size="s" variant="brand" ?loading=${this.isSending} @click=${() => void this.#save()}
          >Save</wa-button
        >
      </div>
    </div>`;
  }

  #renderActs() {
    const { edit, delete: mayDelete } = this.comment.abilities;
    if (this.frozen || this.isEditing || !(edit || mayDelete)) return nothing;
    return html`<span class="acts">
      ${
        edit
          ? html`<button
              type="button"
              aria-label="Edit your comment"
              title="Edit"
              @click=${() => (this.isEditing = true)}
            >
              <wa-icon name="pencil"></wa-icon>
            </button>`
          : nothing
      }
      ${
        mayDelete
          ? html`<button type="button" aria-label="Delete your comment" title="Delete" @click=${this.#delete}>
              <wa-icon name="trash-2"></wa-icon>
            </button>`
          : nothing
      }
    </span>`;
  }

  override render() {
    const { author, created_at, edited, updated_at, text } = this.comment;
    return html`<div class="head">
        <span class="author" title=${author.email}>${author.username ?? author.email}</span>
        <span class="when"
          ><ipm-relative-time datetime=${created_at}></ipm-relative-time>${
            edited && updated_at ? html`<span title=${formatExactTime(updated_at)}>, edited</span>` : nothing
          }</span
        >
        ${this.#renderActs()}
      </div>
      ${this.isEditing ? this.#renderEditor() : html`<p class="text">${text}</p>`}`;
  }
}
customElements.define('comments-comment', CommentElement);
