import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html } from 'lit';
import '../elements/icons.ts';
import '../elements/slot.ts';
import { baseStyles, keyStyles } from '../elements/shared-styles.ts';
import { keyCaps } from '../keys.ts';
import './activity-menu.ts';
import './mark.ts';
import './user-menu.ts';

/** The bar at the top of every page but the reading room: home, search, work under way, plugins' signs, appearance. */
export class TopBar extends LitElement {
  static override styles = [
    baseStyles,
    keyStyles,
    css`
      :host {
        position: sticky;
        top: 0;
        z-index: 10;
        display: block;
        border-bottom: 1px solid var(--ipm-border);
        background: var(--ipm-surface);
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-3);
        height: var(--ipm-bar);
        padding: 0 var(--ipm-space-4);
      }
      .home {
        display: inline-flex;
        align-items: center;
        gap: var(--ipm-space-2);
        min-height: var(--ipm-control);
        border-radius: var(--ipm-radius);
        color: var(--ipm-text);
        font-weight: var(--ipm-weight-bold);
        text-decoration: none;
        white-space: nowrap;
      }
      .search {
        flex: 1;
        display: flex;
        align-items: center;
        gap: var(--ipm-space-2);
        max-width: 28rem;
        height: var(--ipm-control);
        margin: 0 auto;
        padding: 0 var(--ipm-space-1) 0 var(--ipm-space-3);
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius);
        background: var(--ipm-page);
        color: var(--ipm-text-quiet);
        text-align: start;
        cursor: pointer;
      }
      .search:hover {
        border-color: var(--ipm-border-strong);
        color: var(--ipm-text);
      }
      .search .prompt {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .caps {
        display: flex;
        gap: 2px;
      }
      nav,
      .right {
        flex: 1 0 0;
        display: flex;
        align-items: center;
        gap: var(--ipm-space-1);
      }
      .right {
        justify-content: flex-end;
      }
      @media (max-width: 640px) {
        header {
          padding: 0 var(--ipm-space-3);
          gap: var(--ipm-space-2);
        }
        nav,
        .right {
          flex: none;
        }
        .home span,
        .caps,
        .keys {
          display: none;
        }
      }
      @media (pointer: coarse) {
        .caps {
          display: none;
        }
      }
    `,
  ];

  #ask(name: 'ipm-open-palette' | 'ipm-open-keys'): void {
    this.dispatchEvent(new Event(name));
  }

  override render() {
    return html`<header>
      <nav aria-label="Site">
        <a class="home" href="/" aria-label="All projects, Image Project Manager"
          ><ipm-mark></ipm-mark><span>Image Project Manager</span></a
        >
      </nav>
      <button class="search" type="button" @click=${() => this.#ask('ipm-open-palette')}>
        <wa-icon name="search"></wa-icon><span class="prompt">Search or run a command</span>
        <span class="caps" aria-hidden="true">${keyCaps('Mod+k').map((cap) => html`<kbd>${cap}</kbd>`)}</span>
      </button>
      <div class="right">
        <ipm-slot name="topbar"></ipm-slot>
        <ipm-activity-menu></ipm-activity-menu>
        <wa-button class="keys" appearance="plain" @click=${() => this.#ask('ipm-open-keys')}>
          <wa-icon name="keyboard" label="Keys of this page"></wa-icon>
        </wa-button>
        <ipm-user-menu></ipm-user-menu>
      </div>
    </header>`;
  }
}
customElements.define('ipm-top-bar', TopBar);
