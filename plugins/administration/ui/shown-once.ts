import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, type PropertyValues } from 'lit';
import { baseStyles, announce } from '#ui';

/** Something secret that is shown this once, ready to be copied. What it is for stands in the default slot. */
export class ShownOnce extends LitElement {
  static override properties = { value: { attribute: false }, label: {}, state: { state: true } };
  declare value: string;
  declare label: string;
  declare state: '' | 'copied' | 'refused';

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--ipm-space-2);
        padding: var(--ipm-space-4);
        border: 1px solid var(--ipm-accent-border);
        border-radius: var(--ipm-radius-l);
        background: var(--ipm-accent-quiet);
      }
      .line {
        display: flex;
        gap: var(--ipm-space-2);
      }
      input {
        flex: 1;
        min-width: 0;
        height: var(--ipm-control);
        padding: 0 var(--ipm-space-2);
        border: 1px solid var(--ipm-control-border);
        border-radius: var(--ipm-radius);
        background: var(--ipm-surface);
        color: var(--ipm-text);
        font: var(--ipm-text-s) var(--ipm-font-mono);
      }
      .said {
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.value = '';
    this.label = '';
    this.state = '';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('value')) this.state = '';
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.value);
      this.state = 'copied';
      announce(`${this.label} copied.`);
    } catch {
      // Browsers refuse this off TLS, or when asked to: it can be copied by hand.
      this.state = 'refused';
      this.renderRoot.querySelector('input')?.select();
    }
  }

  override render() {
    const said = {
      '': 'It is shown this once: copy it now.',
      copied: 'Copied. It is shown this once.',
      refused: 'This browser doesn’t let pages copy. It is selected: copy it by key.',
    }[this.state];
    return html`<p><slot></slot></p>
      <div class="line">
        <input
          readonly
          aria-label=${this.label}
          .value=${this.value}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        />
        <wa-button variant="brand" @click=${() => void this.#copy()}
          ><wa-icon slot="start" name=${this.state === 'copied' ? 'check' : 'copy'}></wa-icon>Copy</wa-button
        >
      </div>
      <p class="said" role="status">${said}</p>`;
  }
}
customElements.define('administration-shown-once', ShownOnce);
