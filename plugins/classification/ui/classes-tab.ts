import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  StoreController,
  ApiProblem,
  CommandsController,
  EventsController,
  baseStyles,
  formatCount,
  sentenceOf,
  toast,
  type ProjectJson,
} from '#ui';
import type { ClassJson, LabelEvent } from '../schemas.ts';
import './class-row.ts';
import type { DeleteClassEvent } from './class-row.ts';
import { classStore, createClass, deleteClass } from './class-store.ts';
import './new-class.ts';
import type { NewClass } from './new-class.ts';

/** The tab "Classes" of a project: what its images can be labelled with. */
export class ClassesTab extends LitElement {
  static override properties = { project: { attribute: false }, doomed: { state: true } };
  declare project: ProjectJson;
  /** The class with labels on it whose deletion waits for a yes. */
  declare doomed: ClassJson | undefined;
  readonly #classes = new StoreController(this, classStore, () => this.project.id);

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 52rem);
        gap: var(--ipm-space-4);
        padding: var(--ipm-space-5) var(--ipm-space-6) 6rem;
      }
      .lead {
        color: var(--ipm-text-quiet);
        text-wrap: pretty;
      }
      .list {
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius-l);
        background: var(--ipm-surface);
      }
      .list > :last-child {
        border-bottom: 0;
      }
      classification-new-class {
        max-width: 26rem;
      }
      ipm-empty classification-new-class {
        width: min(22rem, 100vw - 4rem);
        text-align: start;
      }
      @media (max-width: 640px) {
        :host {
          padding: var(--ipm-space-4) var(--ipm-space-4) 6rem;
        }
        .list {
          padding: 0 var(--ipm-space-3);
        }
      }
    `,
  ];

  constructor() {
    super();
    const counted = ['classification.labelled', 'classification.unlabelled'];
    new EventsController<LabelEvent>(this, counted, ({ project_id }) => {
      if (project_id === this.project.id) this.#classes.reload();
    });
    new CommandsController(this, () => [
      {
        id: 'classification.new-class',
        title: 'Add a class',
        key: 'n',
        group: 'Classes',
        icon: 'plus',
        when: () => this.#mayManage,
        run: () => this.renderRoot.querySelector<NewClass>('classification-new-class')?.focus(),
      },
    ]);
  }

  get #mayManage(): boolean {
    return Boolean(this.project.abilities['edit']);
  }

  async #delete(imageClass: ClassJson, { force = false } = {}): Promise<void> {
    if (imageClass.label_count > 0 && !force) {
      this.doomed = imageClass;
      return;
    }
    this.doomed = undefined;
    try {
      await deleteClass(imageClass, { force });
    } catch (error) {
      // Labelled since the list was loaded.
      if (error instanceof ApiProblem && error.code === 'classification.class_in_use') this.#classes.reload();
      toast({ text: `“${imageClass.name}” was not deleted. ${sentenceOf(error)}`, tone: 'danger' });
      return;
    }
    const text = `The class “${imageClass.name}” is deleted`;
    if (force) toast({ text: `${text}, with ${formatCount(imageClass.label_count, 'label')}.` });
    else toast({ text: `${text}.`, action: { title: 'Undo', run: () => this.#bringBack(imageClass) } });
  }

  async #bringBack({ name, description, color, hotkey, project_id }: ClassJson): Promise<void> {
    try {
      await createClass(project_id, { name, description, color, hotkey });
    } catch (error) {
      toast({ text: `“${name}” could not be brought back. ${sentenceOf(error)}`, tone: 'danger' });
    }
  }

  #renderQuestion() {
    const { doomed } = this;
    return html`<ipm-confirm
      ?open=${doomed !== undefined}
      heading=${doomed ? `Delete the class “${doomed.name}”?` : ''}
      action="Delete class and labels"
      .phrase=${doomed?.name ?? ''}
      @ipm-confirm=${() => doomed && this.#delete(doomed, { force: true })}
      @ipm-cancel=${() => (this.doomed = undefined)}
    >
      ${
        doomed
          ? html`<p>
              ${formatCount(doomed.label_count, 'label')} of this class ${doomed.label_count === 1 ? 'is' : 'are'} taken
              off the images, deleted images included. That can’t be undone; renaming the class keeps them.
            </p>`
          : nothing
      }
    </ipm-confirm>`;
  }

  #renderList(classes: readonly ClassJson[]) {
    if (classes.length === 0) {
      return html`<ipm-empty icon="tags" heading="No classes yet">
        ${
          this.#mayManage
            ? html`A class is what an image can be labelled with, for example “Mitosis” or “Out of focus”. It gets a
                colour and a key.
                <classification-new-class slot="actions" .project=${this.project}></classification-new-class>`
            : 'Whoever manages this project can make classes to label its images with.'
        }
      </ipm-empty>`;
    }
    return html`<div class="list" role="list" aria-label="Classes">
      ${repeat(
        classes,
        ({ id }) => id,
        (each) => html`<classification-class-row role="listitem" .imageClass=${each}></classification-class-row>`,
      )}
    </div>`;
  }

  override render() {
    const { value: classes, failure } = this.#classes;
    if (!classes && failure) {
      return html`<ipm-empty icon="wifi-off" tone="danger" heading="The classes couldn’t be loaded">
        ${failure}<wa-button slot="actions" appearance="outlined" @click=${() => this.#classes.reload()}
          >Try again</wa-button
        >
      </ipm-empty>`;
    }
    if (!classes) return html`<ipm-skeleton lines="5"></ipm-skeleton>`;
    return html`
      ${
        classes.length > 0
          ? html`<p class="lead">
              On an image, the key of a class puts it on and takes it off. Labels stay with a class when it is renamed.
            </p>`
          : nothing
      }
      <div @classification-delete=${({ imageClass }: DeleteClassEvent) => this.#delete(imageClass)}>
        ${this.#renderList(classes)}
      </div>
      ${this.#mayManage && classes.length > 0 ? html`<classification-new-class .project=${this.project}></classification-new-class>` : nothing}
      ${this.#renderQuestion()}
    `;
  }
}
customElements.define('classification-classes-tab', ClassesTab);
