import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing } from 'lit';
import { api, baseStyles, formatExactTime, sentenceOf, toast } from '#ui';
import type { ApiKeyJson } from './records.ts';
import { rowStyles, sectionStyles } from './section-styles.ts';

const isOver = ({ expires_at }: ApiKeyJson): boolean => expires_at !== null && Date.parse(expires_at) <= Date.now();

/** API keys of one person, the live ones first, each with the way to revoke it. Fires `administration-revoked`. */
export class KeyRows extends LitElement {
  static override properties = { keys: { attribute: false }, path: {}, revoking: { state: true } };
  declare keys: readonly ApiKeyJson[];
  /** Where they are in the API; a key's id follows. */
  declare path: string;
  declare revoking: ApiKeyJson | undefined;

  static override styles = [baseStyles, sectionStyles, rowStyles];

  async #revoke(): Promise<void> {
    const key = this.revoking;
    this.revoking = undefined;
    if (!key) return;
    try {
      await api.del(`${this.path}/${key.id}`);
      toast({ text: `The key “${key.name}” is revoked.` });
      this.dispatchEvent(new Event('administration-revoked'));
    } catch (error) {
      toast({ text: sentenceOf(error), tone: 'danger' });
    }
  }

  #renderKey(key: ApiKeyJson) {
    const { name, is_active, scopes, project_ids, expires_at, last_used_at, created_at } = key;
    const isLive = is_active && !isOver(key);
    const limit = project_ids && `${project_ids.length} ${project_ids.length === 1 ? 'project' : 'projects'} only`;
    return html`<li class=${isLive ? 'row' : 'row is-off'}>
      <div class="what">
        <div class="title">
          ${name}${isLive ? nothing : html`<span class="tag">${is_active ? 'Expired' : 'Revoked'}</span>`}
        </div>
        <div class="facts figures">
          <span>${scopes.join(', ')}</span>${limit ? html`<span>${limit}</span>` : nothing}
          <span>made <ipm-relative-time datetime=${created_at}></ipm-relative-time></span>
          <span
            >${last_used_at ? html`used <ipm-relative-time datetime=${last_used_at}></ipm-relative-time>` : 'never used'}</span
          >
          ${expires_at ? html`<span>${isOver(key) ? 'ended' : 'until'} ${formatExactTime(expires_at)}</span>` : nothing}
        </div>
      </div>
      ${
        isLive
          ? html`<wa-button size="s" appearance="outlined" @click=${() => (this.revoking = key)}
              >Revoke<span class="visually-hidden"> ${name}</span></wa-button
            >`
          : nothing
      }
    </li>`;
  }

  override render() {
    if (this.keys.length === 0) return html`<ipm-empty compact icon="key" heading="No keys yet"></ipm-empty>`;
    const live = this.keys.filter((key) => key.is_active && !isOver(key));
    const rest = this.keys.filter((key) => !live.includes(key));
    return html`<ul class="rows">
        ${[...live, ...rest].map((key) => this.#renderKey(key))}
      </ul>
      <ipm-confirm
        heading="Revoke this key?"
        action="Revoke"
        ?open=${this.revoking !== undefined}
        @ipm-confirm=${() => void this.#revoke()}
        @ipm-cancel=${() => (this.revoking = undefined)}
        >Whatever uses “${this.revoking?.name ?? ''}” is refused from the next moment on. It can’t be taken
        back.</ipm-confirm
      >`;
  }
}
customElements.define('administration-key-rows', KeyRows);
