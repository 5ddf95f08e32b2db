import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { announce, api, baseStyles, keyCaps, keyStyles, sentenceOf } from '#ui';
import { longestText, type CommentJson } from '../schemas.ts';
import { fieldStyles } from './field-styles.ts';

/** Fired when a comment was written or changed, with the comment as the server has it. */
export class WrittenEvent extends Event {
  static readonly type = 'comments-written';
  readonly comment: CommentJson;
  constructor(comment: CommentJson) {
    super(WrittenEvent.type);
    this.comment = comment;
  }
}

/** What was begun and not sent, by image, so that going to another image and back loses nothing. */
const drafts = new Map<string, string>();

/** The place to write a comment. Ctrl+Enter sends; what is refused stays in the field, with the reason. */
export class CommentsComposer extends LitElement {
  static override properties = {
    imageId: { attribute: false },
    text: { state: true },
    failure: { state: true },
    isSending: { state: true },
  };
  declare imageId: string;
  declare text: string;
  declare failure: string;
  declare isSending: boolean;

  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    keyStyles,
    fieldStyles,
    css`
      kbd {
        height: 1.125rem;
        min-width: 1.125rem;
        border-color: transparent;
        background: #00000033;
        color: inherit;
        font-size: 0.6875rem;
      }
      .caps {
        display: inline-flex;
        gap: 2px;
        margin-inline-start: var(--ipm-space-2);
      }
      @media (pointer: coarse) {
        .caps {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.text = '';
    this.failure = '';
    this.isSending = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('imageId')) return;
    this.text = drafts.get(this.imageId) ?? '';
    this.failure = '';
  }

  #write(text: string): void {
    this.text = text;
    this.failure = '';
    if (text.trim()) drafts.set(this.imageId, text);
    else drafts.delete(this.imageId);
  }

  async #send(): Promise<void> {
    const { imageId } = this;
    const text = this.text.trim();
    if (!text || this.isSending) return;
    this.isSending = true;
    try {
      const comment = await api.post<CommentJson>(`/images/${imageId}/comments`, { text });
      drafts.delete(imageId);
      if (imageId === this.imageId) this.text = '';
      announce('The comment is sent');
      this.dispatchEvent(new WrittenEvent(comment));
    } catch (error) {
      if (imageId === this.imageId) this.failure = `It was not sent. ${sentenceOf(error)}`;
    } finally {
      this.isSending = false;
    }
  }

  #onKey(event: KeyboardEvent): void {
    const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!isSend && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (isSend) void this.#send();
    else (event.target as HTMLElement).blur();
  }

  override render() {
    const hasText = this.text.trim() !== '';
    return html`<textarea
        aria-label="Write a comment"
        aria-keyshortcuts="Control+Enter"
        placeholder="Write a comment"
        rows="2"
        maxlength=${longestText}
        .value=${this.text}
        ?readonly=${this.isSending}
        @input=${(event: Event) => this.#write((event.target as HTMLTextAreaElement).value)}
        @keydown=${this.#onKey}
      ></textarea>
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      ${
        hasText
          ? html`<div class="buttons">
              <wa-button size="s" variant="brand" ?loading=${this.isSending} @click=${() => void this.#send()}
                >Comment<span class="caps" slot="end" aria-hidden="true"
                  >${keyCaps('Mod+Enter').map((cap) => html`<kbd>${cap}</kbd>`)}</span
                ></wa-button
              >
            </div>`
          : nothing
      }`;
  }
}
customElements.define('comments-composer', CommentsComposer);
