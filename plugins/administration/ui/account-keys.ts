import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing } from 'lit';
import { api, baseStyles } from '#ui';
import './key-rows.ts';
import { Loader, drawLoaded } from './loader.ts';
import './new-key-dialog.ts';
import type { KeyMadeEvent } from './new-key-dialog.ts';
import type { ApiKeyJson } from './records.ts';
import { sectionStyles } from './section-styles.ts';
import './shown-once.ts';

/** One's API keys: made, shown once, revoked. */
export class Keys extends LitElement {
  static override properties = { made: { state: true }, isNewOpen: { state: true } };
  /** The key that was made just now, while it can be seen. */
  declare made: { key: string; name: string } | undefined;
  declare isNewOpen: boolean;
  readonly #keys = new Loader(this, (signal) => api.get<ApiKeyJson[]>('/api-keys', { signal }));

  static override styles = [baseStyles, sectionStyles];

  constructor() {
    super();
    this.isNewOpen = false;
  }

  #onMade({ apiKey, key }: KeyMadeEvent): void {
    this.isNewOpen = false;
    this.made = { key, name: apiKey.name };
    this.#keys.set([apiKey, ...(this.#keys.value ?? [])]);
  }

  override render() {
    return html`<header>
        <h2>API keys</h2>
        <wa-button size="s" appearance="outlined" @click=${() => (this.isNewOpen = true)}
          ><wa-icon slot="start" name="plus"></wa-icon>New key</wa-button
        >
      </header>
      <p class="lead">
        For scripts that act for you. A key can do no more than you can, and no more than its limits say.
      </p>
      ${
        this.made
          ? html`<administration-shown-once .value=${this.made.key} label="API key"
              >The key “${this.made.name}”. Send it as <code>Authorization: Bearer …</code>.</administration-shown-once
            >`
          : nothing
      }
      ${drawLoaded(
        this.#keys,
        'The keys',
        (keys) =>
          html`<administration-key-rows
            .keys=${keys}
            path="/api-keys"
            @administration-revoked=${() => void this.#keys.load()}
          ></administration-key-rows>`,
      )}
      <administration-new-key-dialog
        .open=${this.isNewOpen}
        @administration-close=${() => (this.isNewOpen = false)}
        @administration-key-made=${this.#onMade}
      ></administration-new-key-dialog>`;
  }
}
customElements.define('administration-keys', Keys);
