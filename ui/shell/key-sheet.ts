import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { LitElement, css, html } from 'lit';
import { availableCommands, keysOf } from '../commands.ts';
import { baseStyles, keyStyles } from '../elements/shared-styles.ts';
import { keyCaps } from '../keys.ts';

/** The keys that work on this page now. Fires `ipm-close`. */
export class KeySheet extends LitElement {
  static override properties = { open: { type: Boolean } };
  declare open: boolean;

  static override styles = [
    baseStyles,
    keyStyles,
    css`
      wa-dialog {
        --width: 40rem;
      }
      .groups {
        columns: 2;
        column-gap: var(--ipm-space-8);
      }
      section {
        break-inside: avoid;
        padding-bottom: var(--ipm-space-4);
      }
      h3 {
        padding-bottom: var(--ipm-space-1);
        color: var(--ipm-text-quiet);
        font-size: var(--ipm-text-s);
        font-weight: var(--ipm-weight-medium);
      }
      .row {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-2);
        min-height: 2rem;
      }
      dt {
        flex: 1;
      }
      dd {
        display: flex;
        gap: var(--ipm-space-2);
      }
      .caps {
        display: flex;
        gap: 2px;
      }
      @media (max-width: 640px) {
        .groups {
          columns: 1;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.open = false;
  }

  #renderGroups() {
    const withKeys = availableCommands().filter((command) => keysOf(command).length > 0);
    const groups = [...Map.groupBy(withKeys, ({ group }) => group ?? 'Commands')].reverse();
    return groups.map(
      ([group, commands]) =>
        html`<section>
          <h3>${group}</h3>
          <dl>
            ${commands.map(
              (command) =>
                html`<div class="row">
                  <dt>${command.title}</dt>
                  <dd>
                    ${keysOf(command).map(
                      (key) => html`<span class="caps">${keyCaps(key).map((cap) => html`<kbd>${cap}</kbd>`)}</span>`,
                    )}
                  </dd>
                </div>`,
            )}
          </dl>
        </section>`,
    );
  }

  override render() {
    return html`<wa-dialog
      label="Keys of this page"
      light-dismiss
      ?open=${this.open}
      @wa-hide=${(event: Event) => event.target === event.currentTarget && this.open && this.dispatchEvent(new Event('ipm-close'))}
    >
      <div class="groups">${this.open ? this.#renderGroups() : ''}</div>
    </wa-dialog>`;
  }
}
customElements.define('ipm-key-sheet', KeySheet);
