import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, sentenceOf, toast } from '#ui';
import type { PipelineJson } from './records.ts';
import { rowStyles, sectionStyles } from './section-styles.ts';

type Secret = PipelineJson['secrets'][number];

/** Fired when a pipeline got a secret, which is shown this once. */
export class SecretMadeEvent extends Event {
  static readonly type = 'administration-secret';
  readonly secret: string;
  constructor(secret: string) {
    super(SecretMadeEvent.type);
    this.secret = secret;
  }
}

/** One pipeline: its bounds, its secrets, whether it is on. Fires `administration-changed`, `administration-edit` and
    `administration-secret`. */
export class PipelineRow extends LitElement {
  static override properties = {
    pipeline: { attribute: false },
    failure: { state: true },
    removing: { state: true },
  };
  declare pipeline: PipelineJson;
  declare failure: string;
  declare removing: Secret | undefined;

  static override styles = [
    baseStyles,
    sectionStyles,
    rowStyles,
    css`
      :host {
        display: block;
      }
      :host(:not(:first-of-type)) {
        border-top: 1px solid var(--ipm-border);
      }
      .secrets {
        display: grid;
        gap: var(--ipm-space-1);
        padding-top: var(--ipm-space-1);
        font-size: var(--ipm-text-s);
      }
      .secrets li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--ipm-space-1) var(--ipm-space-2);
      }
      .failure {
        grid-column: 1 / -1;
      }
      @media (max-width: 640px) {
        .row {
          grid-template-columns: minmax(0, 1fr);
        }
        .actions {
          justify-content: flex-start;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    this.failure = '';
    try {
      await act();
      this.dispatchEvent(new Event('administration-changed'));
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  #setActive(is_active: boolean): Promise<void> {
    const { id, name } = this.pipeline;
    return this.#try(async () => {
      await api.patch(`/pipelines/${id}`, { is_active });
      const back = () => this.#try(() => api.patch(`/pipelines/${id}`, { is_active: !is_active }));
      toast({
        text: is_active ? `“${name}” may send again.` : `“${name}” is refused from now on.`,
        action: { title: 'Undo', run: back },
      });
    });
  }

  #addSecret(): Promise<void> {
    return this.#try(async () => {
      const { secret } = await api.post<{ id: string; secret: string }>(`/pipelines/${this.pipeline.id}/secrets`);
      this.dispatchEvent(new SecretMadeEvent(secret));
    });
  }

  async #removeSecret(): Promise<void> {
    const secret = this.removing;
    this.removing = undefined;
    if (secret) await this.#try(() => api.del(`/pipelines/${this.pipeline.id}/secrets/${secret.id}`));
  }

  #renderSecrets() {
    const { secrets, is_built_in } = this.pipeline;
    if (is_built_in) return html`<p class="small">Its secret is ML_CALLBACK_HMAC_SECRET of the server.</p>`;
    return html`<ul class="secrets">
      ${secrets.map(
        (secret, index) =>
          html`<li>
            <wa-icon name="key"></wa-icon>Secret ${index + 1}, made
            <ipm-relative-time datetime=${secret.created_at}></ipm-relative-time>
            ${secret.is_lost ? html`<span class="tag danger">signs nothing: replace it</span>` : nothing}
            ${
              secrets.length > 1
                ? html`<wa-button size="s" appearance="plain" @click=${() => (this.removing = secret)}
                    >Remove<span class="visually-hidden"> secret ${index + 1}</span></wa-button
                  >`
                : nothing
            }
          </li>`,
      )}
    </ul>`;
  }

  #renderActions() {
    const { name, is_active, is_built_in, secrets } = this.pipeline;
    if (is_built_in) return nothing;
    const of = html`<span class="visually-hidden"> ${name}</span>`;
    return html`<div class="actions">
      ${
        secrets.length < 2
          ? html`<wa-button size="s" appearance="outlined" @click=${() => void this.#addSecret()}
              >Second secret${of}</wa-button
            >`
          : nothing
      }
      <wa-button size="s" appearance="outlined" @click=${() => this.dispatchEvent(new Event('administration-edit'))}
        >Edit${of}</wa-button
      >
      <wa-button size="s" appearance="outlined" @click=${() => void this.#setActive(!is_active)}
        >${is_active ? 'Deactivate' : 'Activate'}${of}</wa-button
      >
    </div>`;
  }

  override render() {
    const { name, key_id, is_active, is_built_in, allowed_models, project_ids } = this.pipeline;
    return html`<div class=${is_active ? 'row' : 'row is-off'}>
        <div class="what">
          <div class="title">
            ${name} ${is_built_in ? html`<span class="tag">built in</span>` : nothing}
            ${is_active ? nothing : html`<span class="tag warning">Deactivated</span>`}
          </div>
          <div class="facts figures">
            <span>key id <code>${key_id}</code></span>
            <span
              >${allowed_models === null ? 'all models of the site' : `models: ${allowed_models.join(', ') || 'none'}`}</span
            >
            <span
              >${project_ids === null ? 'all projects' : `${project_ids.length} ${project_ids.length === 1 ? 'project' : 'projects'}`}</span
            >
          </div>
          ${this.#renderSecrets()}
        </div>
        ${this.#renderActions()} ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      </div>
      <ipm-confirm
        heading="Remove this secret?"
        action="Remove"
        ?open=${this.removing !== undefined}
        @ipm-confirm=${() => void this.#removeSecret()}
        @ipm-cancel=${() => (this.removing = undefined)}
        >Calls that are signed with it are refused from the next moment on.</ipm-confirm
      >`;
  }
}
customElements.define('administration-pipeline-row', PipelineRow);
