import { html, nothing, type TemplateResult } from 'lit';
import { scaleBar, zoomText } from './scale-bar.ts';
import type { Size, ViewerViewport } from './view-transform.ts';

/** What a viewer shows instead of, or besides, its picture. */
export type ViewerState =
  { readonly name: 'empty' | 'loading' | 'shown' } | { readonly name: 'failed'; readonly message: string };

const SCALE_ROOM = 120;
const MINIMAP_AREA = 160 * 120;
const MINIMAP_LONGEST = 200;

/** The words in the middle while there is no picture, or none. */
export function stateTemplate(state: ViewerState, retry: () => void): TemplateResult | typeof nothing {
  if (state.name === 'loading') return html`<div class="state loading"><p>Loading the picture…</p></div>`;
  if (state.name !== 'failed') return nothing;
  return html`<div class="state" role="alert">
    <p>${state.message}</p>
    <button type="button" @click=${retry}>Try again</button>
  </div>`;
}

/** Says that parts of the picture are missing; they are asked for again by themselves, or at once by the button. */
export function missingTemplate(retry: () => void): TemplateResult {
  return html`<div class="chip missing" role="status">
    Parts of the picture have not arrived. Trying again…
    <button type="button" @click=${retry}>Now</button>
  </div>`;
}

/* The bar is an svg for its width is an attribute there: a page's policy may forbid inline styles. */
/** Zoom and scale bar in the lower left corner, a remark at the top. The live region says zoom and place in words. */
export function edgesTemplate(
  view: ViewerViewport,
  micrometresPerPixel: number | null,
  remark: string,
): TemplateResult {
  const bar = scaleBar(view.zoom, micrometresPerPixel, SCALE_ROOM);
  return html`<div class="corner" aria-hidden="true">
      <div class="chip zoom">${zoomText(view.zoom)}</div>
      <div class="chip scale">
        <svg class="bar" width=${bar.width.toFixed(1)} height="6"></svg>
        ${bar.text}
      </div>
    </div>
    ${remark ? html`<div class="chip remark">${remark}</div>` : nothing}`;
}

/** The size of the minimap for a picture, CSS pixels: its proportions, about 160 × 120 in area. */
export function minimapSize(picture: Size): Size {
  const proportion = picture.width / picture.height;
  const width = Math.min(Math.sqrt(MINIMAP_AREA * proportion), MINIMAP_LONGEST, MINIMAP_LONGEST * proportion);
  return { width: Math.max(Math.round(width), 24), height: Math.max(Math.round(width / proportion), 24) };
}

/** Zoom and position as a sentence to be read aloud. */
export function describeView(view: ViewerViewport, picture: Size): string {
  const number = (value: number) => Math.round(value).toLocaleString('en');
  const parts = [
    `Zoom ${zoomText(view.zoom).replace('%', ' percent')}`,
    `centre at ${number(view.x)}, ${number(view.y)} of ${number(picture.width)} by ${number(picture.height)} pixels`,
  ];
  if (view.rotation !== 0) parts.push(`turned ${Math.round(view.rotation)} degrees`);
  if (view.flipped) parts.push('mirrored');
  return `${parts.join(', ')}.`;
}
