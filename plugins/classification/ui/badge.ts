import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { StoreController, baseStyles, type ImageJson, type ProjectJson } from '#ui';
import type { ClassJson } from '../schemas.ts';
import { classStore } from './class-store.ts';
import { labelStore } from './label-store.ts';
import { initialOf, inkOn } from './signs.ts';

const mostDots = 4;

/** The classes of an image as dots on its tile, each in its colour with its first letter. */
export class ClassificationBadge extends LitElement {
  static override properties = { image: { attribute: false }, project: { attribute: false } };
  declare image: ImageJson;
  declare project: ProjectJson;
  readonly #classes = new StoreController(this, classStore, () => this.project.id);
  readonly #labels = new StoreController(this, labelStore, () => this.project.id);

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        gap: 2px;
      }
      span {
        display: grid;
        place-items: center;
        min-width: 1.125rem;
        height: 1.125rem;
        padding: 0 3px;
        border-radius: 0.5625rem;
        background: var(--class-color, #000000b3);
        color: var(--class-ink, #ffffff);
        font-size: 0.6875rem;
        font-weight: var(--ipm-weight-bold);
        line-height: 1;
      }
    `,
  ];

  get #shown(): readonly ClassJson[] {
    const labelled = new Set(this.#labels.value?.get(this.image.id)?.values());
    return (this.#classes.value ?? []).filter(({ id }) => labelled.has(id));
  }

  override update(changed: PropertyValues<this>): void {
    super.update(changed);
    const names = this.#shown.map(({ name }) => name);
    // An empty sign must not take the gap between signs.
    this.hidden = names.length === 0;
    this.role = this.hidden ? null : 'img';
    this.ariaLabel = this.hidden ? null : `Labelled ${names.join(', ')}`;
  }

  override render() {
    const classes = this.#shown;
    const dots = classes.length > mostDots ? classes.slice(0, mostDots - 1) : classes;
    return html`${dots.map(
      ({ name, color }) =>
        html`<span .style=${`--class-color: ${color}; --class-ink: ${inkOn(color)}`}>${initialOf(name)}</span>`,
    )}${classes.length > dots.length ? html`<span>+${classes.length - dots.length}</span>` : nothing}`;
  }
}
customElements.define('classification-badge', ClassificationBadge);
