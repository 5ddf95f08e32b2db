import { LitElement, html, nothing } from 'lit';
import { baseStyles, formatCount } from '#ui';
import type { ClassificationJson, ClassJson } from '../schemas.ts';
import { panelStyles } from './panel-styles.ts';

/** Fired when somebody else's label is to come off. */
export class RemoveLabelEvent extends Event {
  static readonly type = 'classification-remove';
  readonly label: ClassificationJson;
  constructor(label: ClassificationJson) {
    super(RemoveLabelEvent.type);
    this.label = label;
  }
}

/** Who labelled an image with what and when, folded away; with a way to take off those that the person may. */
export class LabelList extends LitElement {
  static override properties = {
    labels: { attribute: false },
    classes: { attribute: false },
    isMine: { attribute: false },
  };
  declare labels: readonly ClassificationJson[];
  declare classes: readonly ClassJson[];
  declare isMine: (label: ClassificationJson) => boolean;

  static override styles = [baseStyles, panelStyles];

  #renderLabel = (label: ClassificationJson) => {
    const { class_id, created_by_email, created_at, abilities } = label;
    const name = this.classes.find(({ id }) => id === class_id)?.name ?? 'A class that is gone';
    const isMine = this.isMine(label);
    return html`<li>
      <span class="who"
        >${name}
        <span class="quiet"
          >· ${isMine ? 'you' : created_by_email} · <ipm-relative-time datetime=${created_at}></ipm-relative-time></span
      ></span>
      ${
        abilities.delete && !isMine
          ? html`<button
              class="remove"
              type="button"
              aria-label=${`Take off ${name}, labelled by ${created_by_email}`}
              @click=${() => this.dispatchEvent(new RemoveLabelEvent(label))}
            >
              <wa-icon name="x"></wa-icon>
            </button>`
          : nothing
      }
    </li>`;
  };

  override render() {
    if (this.labels.length === 0) return nothing;
    return html`<details>
      <summary>${formatCount(this.labels.length, 'label')}: who and when</summary>
      <ul>
        ${this.labels.map(this.#renderLabel)}
      </ul>
    </details>`;
  }
}
customElements.define('classification-label-list', LabelList);
