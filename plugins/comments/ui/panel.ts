import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  CommandsController,
  EventsController,
  api,
  baseStyles,
  connection,
  sentenceOf,
  type ImageJson,
  type ProjectJson,
  type ViewerHandle,
} from '#ui';
import type { CommentEvent, CommentJson } from '../schemas.ts';
import './comment.ts';
import './composer.ts';
import type { CommentsComposer, WrittenEvent } from './composer.ts';
import { isBeingDeleted, watchDeletions } from './deletions.ts';
import { panelStyles } from './panel-styles.ts';

const changes = ['comments.created', 'comments.updated', 'comments.deleted'];
const settleMs = 100;

/** The section "Comments" of an image: what people said about it, oldest first, and a place to answer. */
export class CommentsPanel extends LitElement {
  static override properties = {
    image: { attribute: false },
    project: { attribute: false },
    viewer: { attribute: false },
    comments: { state: true },
    failure: { state: true },
  };
  declare image: ImageJson;
  declare project: ProjectJson;
  declare viewer: ViewerHandle | null;
  declare comments: readonly CommentJson[] | undefined;
  declare failure: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];

  static override styles = [baseStyles, panelStyles];

  constructor() {
    super();
    this.failure = '';
    new EventsController<CommentEvent>(this, changes, ({ image_id }) => {
      if (image_id === this.image.id) this.#loadSoon();
    });
    new CommandsController(this, () => [
      {
        id: 'comments.write',
        title: 'Write a comment',
        key: 'Shift+m',
        group: 'Comments',
        icon: 'message-square',
        when: () => this.#mayWrite,
        run: () => this.renderRoot.querySelector<CommentsComposer>('comments-composer')?.focus(),
      },
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [
      connection.subscribe((state) => state === 'online' && this.#loadSoon()),
      watchDeletions(() => this.requestUpdate()),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    clearTimeout(this.#timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('image')) return;
    const before = changed.get('image');
    if (before?.id !== this.image.id) this.comments = undefined;
    if (before?.id !== this.image.id || before.deleted_at !== this.image.deleted_at) void this.#load();
  }

  get #mayWrite(): boolean {
    return Boolean(this.image.abilities['comment']) && !this.image.deleted_at;
  }

  #loadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), settleMs);
  }

  async #load(): Promise<void> {
    const { id, deleted_at } = this.image;
    clearTimeout(this.#timer);
    try {
      const comments = await api.get<CommentJson[]>(
        `/images/${id}/comments${deleted_at ? '?include_deleted=true' : ''}`,
      );
      if (id !== this.image.id) return;
      this.comments = comments;
      this.failure = '';
    } catch (error) {
      if (id === this.image.id) this.failure = sentenceOf(error);
    }
  }

  /** Puts a comment that was written or changed here in its place before the event of it arrives. */
  #place(comment: CommentJson): void {
    if (comment.image_id !== this.image.id) return;
    const comments = this.comments ?? [];
    const isThere = comments.some(({ id }) => id === comment.id);
    this.comments = isThere
      ? comments.map((each) => (each.id === comment.id ? comment : each))
      : [...comments, comment];
  }

  #renderList(comments: readonly CommentJson[]) {
    if (comments.length === 0) {
      return html`<p class="none">
        ${this.#mayWrite ? 'Nobody has said anything about this image yet.' : 'There are no comments on this image.'}
      </p>`;
    }
    return html`<ol aria-label="Comments">
      ${repeat(
        comments,
        ({ id }) => id,
        (comment) =>
          html`<li>
            <comments-comment
              .comment=${comment}
              ?frozen=${Boolean(this.image.deleted_at)}
              @comments-written=${({ comment: changed }: WrittenEvent) => this.#place(changed)}
              @comments-deleted=${this.#onDeleted}
            ></comments-comment>
          </li>`,
      )}
    </ol>`;
  }

  /** The comment that had the focus goes; the list has it then, from where the next key leads on. */
  #onDeleted(): void {
    this.renderRoot.querySelector<HTMLElement>('.list')?.focus();
  }

  override render() {
    if (!this.comments && this.failure) {
      return html`<ipm-empty compact icon="wifi-off" tone="danger" heading="The comments couldn’t be loaded">
        ${this.failure}
        <wa-button slot="actions" size="s" appearance="outlined" @click=${() => void this.#load()}>Try again</wa-button>
      </ipm-empty>`;
    }
    if (!this.comments) return html`<ipm-skeleton lines="3"></ipm-skeleton>`;
    return html`
      <div class="list" tabindex="-1">${this.#renderList(this.comments.filter(({ id }) => !isBeingDeleted(id)))}</div>
      ${
        this.#mayWrite
          ? html`<comments-composer
              .imageId=${this.image.id}
              @comments-written=${({ comment }: WrittenEvent) => this.#place(comment)}
            ></comments-composer>`
          : this.image.deleted_at
            ? html`<p class="none">This image is deleted. Restore it to comment.</p>`
            : nothing
      }
    `;
  }
}
customElements.define('comments-panel', CommentsPanel);
