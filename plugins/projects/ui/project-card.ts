import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, type ProjectJson } from '#ui';

/** Fired when a card in the trash asks for its project back. */
export class RestoreProjectEvent extends Event {
  static readonly type = 'projects-restore';
  readonly project: ProjectJson;
  constructor(project: ProjectJson) {
    super(RestoreProjectEvent.type, { bubbles: true, composed: true });
    this.project = project;
  }
}

/** A project in the list: what plugins show of it (its newest pictures, how many), name, description, last activity. The
    whole card is the link. In the trash it offers to restore instead. */
export class ProjectCard extends LitElement {
  static override properties = { project: { attribute: false }, isTrashed: { type: Boolean } };
  declare project: ProjectJson;
  declare isTrashed: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      article {
        position: relative;
        display: flex;
        flex-direction: column;
        height: 100%;
        overflow: hidden;
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius-l);
        background: var(--ipm-surface);
        transition: border-color var(--ipm-motion);
      }
      article:hover {
        border-color: var(--ipm-border-strong);
      }
      article:has(a:focus-visible) {
        outline: 2px solid var(--ipm-focus);
        outline-offset: 2px;
      }
      .cover {
        flex: 1;
        min-height: 0;
        display: flex;
        flex-direction: column;
        border-bottom: 1px solid var(--ipm-border);
        background: var(--ipm-sunken);
      }
      .text {
        display: grid;
        gap: 2px;
        padding: var(--ipm-space-3) var(--ipm-space-4) var(--ipm-space-4);
      }
      h2,
      .description,
      .meta {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      h2 {
        font-size: var(--ipm-text-m);
        font-weight: var(--ipm-weight-bold);
      }
      a {
        color: inherit;
        text-decoration: none;
        outline: none;
      }
      a::after {
        content: '';
        position: absolute;
        inset: 0;
      }
      .description,
      .meta {
        min-height: 1.25rem;
        color: var(--ipm-text-quiet);
        font-size: var(--ipm-text-s);
      }
      .restore {
        position: absolute;
        inset: auto var(--ipm-space-3) var(--ipm-space-3) auto;
      }
      .trashed .cover {
        filter: grayscale(1);
        opacity: 0.6;
      }
    `,
  ];

  constructor() {
    super();
    this.isTrashed = false;
  }

  override render() {
    const { id, name, description, last_activity_at, updated_at, created_at } = this.project;
    const at = last_activity_at ?? updated_at ?? created_at;
    return html`<article class=${this.isTrashed ? 'trashed' : ''}>
      <div class="cover"><ipm-slot name="project.card" .props=${{ project: this.project }}></ipm-slot></div>
      <div class="text">
        <h2 title=${name}>${this.isTrashed ? name : html`<a href="/projects/${id}">${name}</a>`}</h2>
        <p class="description">${description ?? ''}</p>
        <p class="meta figures">
          <ipm-relative-time datetime=${at}></ipm-relative-time>
        </p>
      </div>
      ${
        this.isTrashed
          ? html`<wa-button
              class="restore"
              size="s"
              appearance="outlined"
              @click=${() => this.dispatchEvent(new RestoreProjectEvent(this.project))}
              ><wa-icon slot="start" name="archive-restore"></wa-icon>Restore</wa-button
            >`
          : nothing
      }
    </article>`;
  }
}
customElements.define('projects-card', ProjectCard);
