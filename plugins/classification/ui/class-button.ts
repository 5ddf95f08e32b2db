import '@awesome.me/webawesome/dist/components/tooltip/tooltip.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, formatRelativeTime, keyCaps, keyStyles } from '#ui';
import type { ClassificationJson, ClassJson } from '../schemas.ts';
import { initialsOf, inkOn } from './signs.ts';

const mostInitials = 3;

/** A class as a switch: filled when it is the person's own label, outlined when only others put it on, with their
    initials. Fires `click`. */
export class ClassButton extends LitElement {
  static override properties = {
    imageClass: { attribute: false },
    isMine: { type: Boolean },
    others: { attribute: false },
    disabled: { type: Boolean, reflect: true },
  };
  declare imageClass: ClassJson;
  declare isMine: boolean;
  declare others: readonly ClassificationJson[];
  declare disabled: boolean;

  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    keyStyles,
    css`
      :host {
        display: block;
      }
      :host([disabled]) {
        pointer-events: none;
      }
      button {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-2);
        width: 100%;
        min-height: calc(var(--ipm-control) + 2px);
        padding: 2px var(--ipm-space-1) 2px var(--ipm-space-2);
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius);
        background: var(--ipm-surface);
        text-align: start;
        cursor: pointer;
      }
      button:hover {
        border-color: var(--ipm-control-border);
        background: linear-gradient(var(--ipm-hover), var(--ipm-hover)) var(--ipm-surface);
      }
      button:active {
        background: linear-gradient(var(--ipm-pressed), var(--ipm-pressed)) var(--ipm-surface);
      }
      button:disabled {
        cursor: default;
      }
      .theirs {
        border-color: var(--class-color);
        box-shadow: inset 0 0 0 1px var(--class-color);
      }
      .mine,
      .mine:hover,
      .mine:active {
        border-color: var(--class-color);
        background: var(--class-color);
        color: var(--class-ink);
      }
      .mine:hover {
        box-shadow: inset 0 0 0 100px #0000000d;
      }
      .sign {
        flex: none;
        display: grid;
        place-items: center;
        width: 1rem;
        height: 1rem;
        border-radius: var(--ipm-radius-s);
        background: var(--class-color);
        box-shadow: inset 0 0 0 1px light-dark(#00000026, #ffffff33);
        font-size: 0.8125rem;
      }
      .mine .sign {
        background: none;
        box-shadow: none;
        color: inherit;
      }
      .name {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
        line-height: var(--ipm-leading-tight);
      }
      .mine .name {
        font-weight: var(--ipm-weight-medium);
      }
      .people {
        display: flex;
        gap: 2px;
      }
      .person {
        display: grid;
        place-items: center;
        min-width: 1.375rem;
        height: 1.375rem;
        padding: 0 3px;
        border: 1px solid currentcolor;
        border-radius: 0.6875rem;
        font-size: 0.6875rem;
        font-weight: var(--ipm-weight-bold);
        line-height: 1;
      }
      kbd {
        flex: none;
      }
      .mine kbd {
        border-color: transparent;
        background: #ffffffd9;
        color: #171717;
      }
      wa-tooltip p {
        max-width: 16rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.isMine = false;
    this.others = [];
    this.disabled = false;
  }

  #renderOthers() {
    if (this.others.length === 0) return nothing;
    const shown = this.others.slice(0, mostInitials);
    const more = this.others.length - shown.length;
    return html`<span class="people"
      >${shown.map(({ created_by_email }) => html`<span class="person">${initialsOf(created_by_email)}</span>`)}${
        more ? html`<span class="person">+${more}</span>` : nothing
      }</span
    >`;
  }

  /** Who else and when, and what the class means; the tooltip adds itself to the button's name. */
  #renderTooltip() {
    const { description } = this.imageClass;
    if (!description && this.others.length === 0) return nothing;
    return html`<wa-tooltip for="button" placement="left">
      ${description ? html`<p>${description}</p>` : nothing}
      ${this.others.map(
        ({ created_by_email, created_at }) => html`<p>${created_by_email}, ${formatRelativeTime(created_at)}</p>`,
      )}
    </wa-tooltip>`;
  }

  override render() {
    const { name, color, hotkey } = this.imageClass;
    const look = this.isMine ? 'mine' : this.others.length > 0 ? 'theirs' : '';
    return html`<button
        id="button"
        type="button"
        class=${look}
        .style=${`--class-color: ${color}; --class-ink: ${inkOn(color)}`}
        aria-labelledby="button"
        aria-pressed=${this.isMine}
        aria-keyshortcuts=${hotkey ?? nothing}
        ?disabled=${this.disabled}
      >
        <span class="sign">${this.isMine ? html`<wa-icon name="check"></wa-icon>` : nothing}</span>
        <span class="name">${name}</span>${this.#renderOthers()}
        ${hotkey ? html`<kbd>${keyCaps(hotkey)}</kbd>` : nothing}
      </button>
      ${this.#renderTooltip()}`;
  }
}
customElements.define('classification-class-button', ClassButton);
