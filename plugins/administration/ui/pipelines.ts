import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api, baseStyles } from '#ui';
import { Loader, drawLoaded } from './loader.ts';
import './pipeline-dialog.ts';
import type { PipelineSavedEvent } from './pipeline-dialog.ts';
import './pipeline-row.ts';
import type { SecretMadeEvent } from './pipeline-row.ts';
import type { PipelineJson } from './records.ts';
import { rowStyles, sectionStyles } from './section-styles.ts';
import './shown-once.ts';

/** Who may send analyses and their results, each with its own secret. */
export class Pipelines extends LitElement {
  static override properties = { edited: { state: true }, made: { state: true } };
  /** What the dialog is open for. */
  declare edited: PipelineJson | 'new' | undefined;
  /** The secret that was made just now. */
  declare made: { secret: string; pipeline: PipelineJson } | undefined;
  readonly #pipelines = new Loader(this, (signal) => api.get<PipelineJson[]>('/pipelines', { signal }));

  static override styles = [baseStyles, sectionStyles, rowStyles];

  #onSaved({ pipeline, secret }: PipelineSavedEvent): void {
    this.edited = undefined;
    if (secret !== null) this.made = { secret, pipeline };
    void this.#pipelines.load();
  }

  #renderPipelines(pipelines: readonly PipelineJson[]) {
    if (pipelines.length === 0) {
      return html`<ipm-empty icon="workflow" heading="No pipelines yet"
        >Name one, and give its secret to whoever runs it.</ipm-empty
      >`;
    }
    return html`<div class="rows" role="list" aria-label="Pipelines">
      ${repeat(
        pipelines,
        ({ id }) => id,
        (pipeline) =>
          html`<administration-pipeline-row
            role="listitem"
            .pipeline=${pipeline}
            @administration-changed=${() => void this.#pipelines.load()}
            @administration-edit=${() => (this.edited = pipeline)}
            @administration-secret=${({ secret }: SecretMadeEvent) => {
              this.made = { secret, pipeline };
              void this.#pipelines.load();
            }}
          ></administration-pipeline-row>`,
      )}
    </div>`;
  }

  override render() {
    return html`<header>
        <h1>Pipelines</h1>
        <wa-button variant="brand" @click=${() => (this.edited = 'new')}
          ><wa-icon slot="start" name="plus"></wa-icon>New pipeline</wa-button
        >
      </header>
      <p class="lead">
        Programs that analyse images and send what they found. Each signs its calls with a secret. To change a secret
        without a pause, make a second one, give it to the pipeline, then remove the first.
      </p>
      ${
        this.made
          ? html`<administration-shown-once .value=${this.made.secret} label="Secret"
              >The secret of “${this.made.pipeline.name}”, for
              <code>X-ML-Key-Id: ${this.made.pipeline.key_id}</code>.</administration-shown-once
            >`
          : nothing
      }
      ${drawLoaded(this.#pipelines, 'The pipelines', (pipelines) => this.#renderPipelines(pipelines))}
      <administration-pipeline-dialog
        .edited=${this.edited}
        @administration-close=${() => (this.edited = undefined)}
        @administration-saved=${this.#onSaved}
      ></administration-pipeline-dialog>`;
  }
}
customElements.define('administration-pipelines', Pipelines);
