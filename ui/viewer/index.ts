/** The deep-zoom viewer. Importing this defines <ipm-viewer> and <ipm-viewer-pair>, once. */
import { IpmViewer } from './ipm-viewer.ts';
import { IpmViewerPair } from './ipm-viewer-pair.ts';
import type { ViewerEventMap } from './handle.ts';

if (!customElements.get('ipm-viewer')) customElements.define('ipm-viewer', IpmViewer);
if (!customElements.get('ipm-viewer-pair')) customElements.define('ipm-viewer-pair', IpmViewerPair);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-viewer': IpmViewer;
    'ipm-viewer-pair': IpmViewerPair;
  }
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- only an interface can add to the DOM's own
  interface HTMLElementEventMap extends ViewerEventMap {}
}

export { boxLabel, countShown } from './boxes-filter.ts';
export type { MoveOptions, Renderer, ViewerCore, ViewerEventMap, ViewerHandle, ViewerMode } from './handle.ts';
export * from './layers.ts';
export type { ViewerSource } from './picture-source.ts';
export type { ImageRectangle, Point, Size, ViewerViewport } from './view-transform.ts';
export { IpmViewer, IpmViewerPair };
