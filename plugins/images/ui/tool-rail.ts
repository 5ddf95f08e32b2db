import { LitElement, css, html } from 'lit';
import { baseStyles, keyCaps } from '#ui';
import type { Tool } from './image-commands.ts';

/** The viewer's tools, one button each, beside the picture. A click fires the tool's own `run`. */
export class ImagesToolRail extends LitElement {
  static override properties = { tools: { attribute: false } };
  declare tools: readonly Tool[];

  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 2px;
        padding: var(--ipm-space-2);
        border-inline-end: 1px solid var(--ipm-border);
        background: var(--ipm-surface);
      }
      button {
        display: grid;
        place-items: center;
        width: var(--ipm-control);
        height: var(--ipm-control);
        padding: 0;
        border: 0;
        border-radius: var(--ipm-radius);
        background: none;
        color: var(--ipm-text-quiet);
        font-size: 1.125rem;
        cursor: pointer;
      }
      button:hover {
        background: var(--ipm-hover);
        color: var(--ipm-text);
      }
      hr {
        width: 60%;
        margin: var(--ipm-space-1) auto;
        border: 0;
        border-top: 1px solid var(--ipm-border);
      }
      .one {
        font: var(--ipm-weight-bold) var(--ipm-text-s) / 1 var(--ipm-font);
      }
      @media (max-width: 640px) {
        :host {
          position: absolute;
          inset: var(--ipm-space-2) auto auto var(--ipm-space-2);
          z-index: 2;
          padding: 2px;
          border: 1px solid var(--ipm-border);
          border-radius: var(--ipm-radius-l);
        }
        hr,
        .touchless {
          display: none;
        }
      }
      /* A phone with its sheet pulled up, or held across: a column would not fit. */
      @container (max-height: 20rem) {
        :host {
          position: absolute;
          inset: var(--ipm-space-2) auto auto var(--ipm-space-2);
          z-index: 2;
          max-width: calc(100% - 2 * var(--ipm-space-2));
          padding: 2px;
          border: 1px solid var(--ipm-border);
          border-radius: var(--ipm-radius-l);
        }
        [role='toolbar'] {
          display: flex;
        }
        hr,
        .touchless {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.tools = [];
  }

  #onKey(event: KeyboardEvent): void {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move === 0) return;
    event.preventDefault();
    const buttons = [...this.renderRoot.querySelectorAll('button')];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    buttons.at((at + move + buttons.length) % buttons.length)?.focus();
  }

  override render() {
    return html`<div role="toolbar" aria-label="Viewer" aria-orientation="vertical" @keydown=${this.#onKey}>
      ${this.tools.map((tool) => {
        const title = tool.key ? `${tool.title} (${keyCaps(tool.key).join(' ')})` : tool.title;
        return html`${tool.startsGroup ? html`<hr />` : ''}<button
            type="button"
            class=${tool.isForTouch ? '' : 'touchless'}
            title=${title}
            aria-label=${tool.title}
            @click=${tool.run}
          >
            ${tool.icon ? html`<wa-icon name=${tool.icon}></wa-icon>` : html`<span class="one">1:1</span>`}
          </button>`;
      })}
    </div>`;
  }
}
customElements.define('images-tool-rail', ImagesToolRail);
