/* eslint lit-a11y/no-autofocus: off -- a dialog's first field takes the focus, as WAI-ARIA's dialog pattern asks */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { api, baseStyles, sentenceOf } from '#ui';
import './project-choice.ts';
import type { PipelineJson } from './records.ts';
import { fieldStyles, sectionStyles } from './section-styles.ts';

/** Fired when a pipeline was made, then with its secret, or changed. */
export class PipelineSavedEvent extends Event {
  static readonly type = 'administration-saved';
  readonly pipeline: PipelineJson;
  readonly secret: string | null;
  constructor(pipeline: PipelineJson, secret: string | null) {
    super(PipelineSavedEvent.type);
    this.pipeline = pipeline;
    this.secret = secret;
  }
}

/** Asks what a pipeline is called, which models it may announce and where it may work. Fires `administration-saved` or
    `administration-close`. */
export class PipelineDialog extends LitElement {
  static override properties = {
    edited: { attribute: false },
    projects: { state: true },
    failure: { state: true },
    isBusy: { state: true },
  };
  /** 'new', the one to change, or undefined: the dialog is closed. */
  declare edited: PipelineJson | 'new' | undefined;
  declare projects: readonly string[] | null;
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [baseStyles, sectionStyles, fieldStyles];

  constructor() {
    super();
    this.projects = null;
    this.failure = '';
    this.isBusy = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('edited') || !this.edited) return;
    this.projects = this.edited === 'new' ? null : this.edited.project_ids;
    this.failure = '';
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { edited } = this;
    if (this.isBusy || !edited) return;
    const fields = new FormData(event.target as HTMLFormElement);
    const text = (field: string): string => String(fields.get(field) ?? '').trim();
    this.failure = text('name') ? '' : 'Give the pipeline a name.';
    if (this.failure) return;
    const models = text('models')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const given = {
      name: text('name'),
      allowed_models: models.length > 0 ? models : null,
      project_ids: this.projects,
    };
    this.isBusy = true;
    try {
      this.dispatchEvent(await this.#send(edited, given, text('key_id')));
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #send(edited: PipelineJson | 'new', given: object, keyId: string): Promise<PipelineSavedEvent> {
    if (edited !== 'new') {
      return new PipelineSavedEvent(await api.patch<PipelineJson>(`/pipelines/${edited.id}`, given), null);
    }
    const made = await api.post<{ pipeline: PipelineJson; secret: string }>('/pipelines', {
      ...given,
      ...(keyId ? { key_id: keyId } : {}),
    });
    return new PipelineSavedEvent(made.pipeline, made.secret);
  }

  #renderForm(edited: PipelineJson | 'new') {
    const before = edited === 'new' ? undefined : edited;
    return html`<form id="pipeline" novalidate @submit=${this.#save}>
      <wa-input
        label="Name"
        name="name"
        maxlength="255"
        autocomplete="off"
        value=${before?.name ?? ''}
        autofocus
      ></wa-input>
      ${
        before
          ? nothing
          : html`<wa-input
              label="Key id (optional)"
              name="key_id"
              maxlength="64"
              autocomplete="off"
              hint="What it sends in X-ML-Key-Id; left out, it is made of the name."
            ></wa-input>`
      }
      <wa-input
        label="Models (optional)"
        name="models"
        autocomplete="off"
        value=${before?.allowed_models?.join(', ') ?? ''}
        hint="The only models that it may announce, with commas. Left out: all that the site allows."
      ></wa-input>
      <administration-project-choice
        .value=${this.projects}
        @change=${(event: Event) => (this.projects = (event.target as HTMLElementTagNameMap['administration-project-choice']).value)}
      ></administration-project-choice>
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
    </form>`;
  }

  override render() {
    const { edited } = this;
    const isNew = edited === 'new';
    return html`<wa-dialog
      label=${isNew || !edited ? 'New pipeline' : `Edit “${edited.name}”`}
      ?open=${edited !== undefined}
      @wa-hide=${(event: Event) =>
        event.target === event.currentTarget && this.edited && this.dispatchEvent(new Event('administration-close'))}
    >
      ${edited ? this.#renderForm(edited) : nothing}
      <wa-button slot="footer" appearance="outlined" data-dialog="close">Cancel</wa-button>
      <wa-button slot="footer" variant="brand" type="submit" form="pipeline" ?loading=${this.isBusy}
        >${isNew ? 'Make the pipeline' : 'Save'}</wa-button
      >
    </wa-dialog>`;
  }
}
customElements.define('administration-pipeline-dialog', PipelineDialog);
