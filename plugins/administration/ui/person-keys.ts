import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { api, baseStyles, nameOf } from '#ui';
import './key-rows.ts';
import { Loader, drawLoaded } from './loader.ts';
import type { ApiKeyJson, UserJson } from './records.ts';
import { fieldStyles } from './section-styles.ts';

/** The API keys of somebody, for an administrator to revoke. Fires `administration-close`. */
export class PersonKeys extends LitElement {
  static override properties = { user: { attribute: false } };
  /** Whose; undefined: the dialog is closed. */
  declare user: UserJson | undefined;
  readonly #keys = new Loader(this, (signal) =>
    this.user ? api.get<ApiKeyJson[]>(`/users/${this.user.id}/api-keys`, { signal }) : Promise.resolve([]),
  );

  static override styles = [baseStyles, fieldStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('user') || !this.user) return;
    this.#keys.value = undefined;
    void this.#keys.load();
  }

  override render() {
    const { user } = this;
    return html`<wa-dialog
      label=${user ? `API keys of ${nameOf(user)}` : 'API keys'}
      ?open=${user !== undefined}
      @wa-hide=${(event: Event) =>
        event.target === event.currentTarget && this.user && this.dispatchEvent(new Event('administration-close'))}
    >
      ${
        user
          ? drawLoaded(
              this.#keys,
              'The keys',
              (keys) =>
                html`<administration-key-rows
                  .keys=${keys}
                  path=${`/users/${user.id}/api-keys`}
                  @administration-revoked=${() => void this.#keys.load()}
                ></administration-key-rows>`,
            )
          : nothing
      }
    </wa-dialog>`;
  }
}
customElements.define('administration-person-keys', PersonKeys);
