import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/switch/switch.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  StoreController,
  CommandsController,
  EventsController,
  baseStyles,
  connection,
  readPreference,
  runCommand,
  sentenceOf,
  writePreference,
  type Command,
  type ImageJson,
  type ProjectJson,
  type ViewerHandle,
} from '#ui';
import type { ClassJson, LabelEvent } from '../schemas.ts';
import './class-button.ts';
import { classStore } from './class-store.ts';
import { ImageLabels } from './image-labels.ts';
import './label-list.ts';
import type { RemoveLabelEvent } from './label-list.ts';
import { whoAmI } from './me.ts';
import './new-class.ts';
import { panelStyles } from './panel-styles.ts';

const advanceKey = 'classification.advance';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const changes = ['classification.labelled', 'classification.unlabelled', 'classification.classes_changed'];
const settleMs = 150;

/** The section "Labels" of an image: its project's classes as switches with their keys, and who labelled what. */
export class ClassificationPanel extends LitElement {
  static override properties = {
    image: { attribute: false },
    project: { attribute: false },
    viewer: { attribute: false },
    labels: { state: true },
    advances: { state: true },
    failure: { state: true },
  };
  declare image: ImageJson;
  declare project: ProjectJson;
  declare viewer: ViewerHandle | null;
  declare labels: ImageLabels | undefined;
  /** Whether labelling goes on to the next image. */
  declare advances: boolean;
  /** Why it is not known who sits here; empty if it is. */
  declare failure: string;
  readonly #classes = new StoreController(this, classStore, () => this.project.id);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  static override styles = [baseStyles, panelStyles];

  constructor() {
    super();
    this.failure = '';
    this.advances = readPreference(advanceKey, isBoolean, false);
    new EventsController<Partial<LabelEvent>>(this, changes, ({ image_id }) => {
      if (!image_id || image_id === this.image.id) this.#reloadSoon();
    });
    new CommandsController(this, () => this.#commands());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = connection.subscribe((state) => state === 'online' && this.#reloadSoon());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    clearTimeout(this.#timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('image')) return;
    const before = changed.get('image');
    if (before?.id !== this.image.id) this.labels = undefined;
    if (before?.id !== this.image.id || before.deleted_at !== this.image.deleted_at) void this.#open();
  }

  async #open(): Promise<void> {
    const image = this.image;
    clearTimeout(this.#timer);
    try {
      const me = await whoAmI();
      if (image.id !== this.image.id) return;
      this.labels = new ImageLabels(image, me, () => this.requestUpdate());
      this.failure = '';
      await this.labels.load();
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  #reloadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.labels ? void this.labels.load() : void this.#open()), settleMs);
  }

  get #mayLabel(): boolean {
    return Boolean(this.image.abilities['label']) && !this.image.deleted_at;
  }

  get #isReady(): boolean {
    return this.#mayLabel && this.labels?.labels !== undefined;
  }

  #commands(): Command[] {
    if (!this.#isReady) return [];
    const classes = this.#classes.value ?? [];
    return [
      ...classes.map((each) => ({
        id: `classification.toggle-${each.id}`,
        title: `${this.labels?.hasMine(each.id) ? 'Take off' : 'Label'}: ${each.name}`,
        ...(each.hotkey ? { key: each.hotkey } : {}),
        group: 'Labels',
        icon: 'tag',
        run: () => this.#toggle(each),
      })),
      {
        id: 'classification.advance',
        title: this.advances ? 'Stay on the image after labelling' : 'Go to the next image after labelling',
        key: 'Shift+a',
        group: 'Labels',
        icon: 'chevrons-right',
        run: () => this.#setAdvances(!this.advances),
      },
    ];
  }

  #toggle(imageClass: ClassJson): void {
    const isOn = this.labels?.toggle(imageClass);
    if (isOn && this.advances) runCommand('images.next');
  }

  #setAdvances(advances: boolean): void {
    this.advances = advances;
    writePreference(advanceKey, advances);
  }

  #renderFailure(failure: string) {
    const again = (): void => {
      if (this.#classes.value === undefined) this.#classes.reload();
      void (this.labels ? this.labels.load() : this.#open());
    };
    return html`<ipm-empty compact icon="wifi-off" tone="danger" heading="The labels couldn’t be loaded">
      ${failure}<wa-button slot="actions" size="s" appearance="outlined" @click=${again}>Try again</wa-button>
    </ipm-empty>`;
  }

  #renderNote() {
    const { deleted_at, abilities } = this.image;
    if (deleted_at) return html`<p class="note">This image is deleted. Restore it to label it.</p>`;
    if (!abilities['label']) return html`<p class="note">You may see the labels here, but not set any.</p>`;
    return nothing;
  }

  #renderEmpty(mayAdd: boolean) {
    return html`<ipm-empty compact icon="tags" heading="No classes yet">
        ${
          mayAdd
            ? 'Name what the images of this project can show. Each class gets a colour and a key.'
            : 'Whoever manages this project can make classes; then images can be labelled here.'
        }
      </ipm-empty>
      ${mayAdd ? html`<classification-new-class .project=${this.project}></classification-new-class>` : nothing}`;
  }

  override render() {
    const classes = this.#classes.value;
    const labels = this.labels?.labels;
    const failure = this.failure || (classes ? '' : this.#classes.failure) || (labels ? '' : this.labels?.failure);
    if (failure) return this.#renderFailure(failure);
    if (!classes) return html`<ipm-skeleton lines="4"></ipm-skeleton>`;
    const mayAdd = Boolean(this.project.abilities['edit']) && !this.image.deleted_at;
    if (classes.length === 0) return this.#renderEmpty(mayAdd);
    return html`
      <div class="classes" role="group" aria-label="Classes" aria-busy=${labels === undefined}>
        ${repeat(
          classes,
          ({ id }) => id,
          (each) =>
            html`<classification-class-button
              .imageClass=${each}
              .isMine=${this.labels?.hasMine(each.id) ?? false}
              .others=${this.labels?.othersOf(each.id) ?? []}
              ?disabled=${!this.#isReady}
              @click=${() => this.#isReady && this.#toggle(each)}
            ></classification-class-button>`,
        )}
      </div>
      ${this.#renderNote()}
      <div class="foot">
        ${
          this.#mayLabel
            ? html`<wa-switch
                size="s"
                .checked=${this.advances}
                @change=${(event: Event) => this.#setAdvances((event.target as HTMLInputElement).checked)}
                >Next image after labelling</wa-switch
              >`
            : nothing
        }
        <classification-label-list
          .labels=${labels ?? []}
          .classes=${classes}
          .isMine=${(label: never) => this.labels?.isMine(label) ?? false}
          @classification-remove=${({ label }: RemoveLabelEvent) => this.labels?.remove(label)}
        ></classification-label-list>
        ${
          mayAdd
            ? html`<a href=${`/projects/${this.project.id}?tab=classes`}>Edit the classes of this project</a>`
            : nothing
        }
      </div>
    `;
  }
}
customElements.define('classification-panel', ClassificationPanel);
