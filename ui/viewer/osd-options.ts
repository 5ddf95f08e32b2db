import type OpenSeadragon from 'openseadragon';
import type { Renderer } from './handle.ts';

let isAccelerated: boolean | undefined;

/** True when WebGL runs on a graphics card; one done by the processor draws pictures slower than a 2D canvas. */
function hasGraphicsCard(): boolean {
  if (isAccelerated !== undefined) return isAccelerated;
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const name = String((gl && names && gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) ?? '');
  isAccelerated = gl !== null && !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return isAccelerated;
}

/** How OpenSeadragon is set up: no controls, keys or focus of its own, quick and quiet motion. */
export function viewerOptions(
  element: HTMLElement,
  minimap: HTMLElement | null,
  renderer: Renderer,
): OpenSeadragon.Options {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const gestures = { clickToZoom: false, dblClickToZoom: true, flickEnabled: !isStill };
  return {
    element,
    // The element around is what takes the focus.
    tabIndex: '' as unknown as number,
    drawer: renderer === 'webgl' || (renderer === 'auto' && hasGraphicsCard()) ? ['webgl', 'canvas'] : 'canvas',
    crossOriginPolicy: 'Anonymous',
    showNavigationControl: false,
    keyboardNavEnabled: false,
    autoResize: false,
    preserveViewport: true,
    animationTime: isStill ? 0 : 0.35,
    springStiffness: 8,
    zoomPerScroll: 1.25,
    zoomPerClick: 2,
    maxZoomPixelRatio: 16,
    minZoomImageRatio: 0.5,
    visibilityRatio: 0.3,
    // Otherwise the canvas drawer leaves out the last column and row when it is enlarged.
    smoothTileEdgesMinZoom: Infinity,
    // A browser opens six connections to a server; one is the event stream's.
    imageLoaderLimit: 5,
    maxImageCacheCount: 300,
    gestureSettingsMouse: { ...gestures, flickEnabled: false },
    gestureSettingsTouch: { ...gestures, pinchRotate: false },
    gestureSettingsPen: gestures,
    gestureSettingsUnknown: gestures,
    ...(minimap && {
      showNavigator: true,
      navigatorElement: minimap,
      navigatorDrawer: 'canvas',
      navigatorRotate: false,
      navigatorOpacity: 1,
      navigatorDisplayRegionColor: 'var(--ipm-accent, #2a5bd7)',
    }),
  };
}

/**
 * OpenSeadragon adds a style element to the page, unless one with its mark is there. Ours are in the shadow root, and a
 * page's policy may forbid inline styles, so something that only looks like one stands in while a viewer is made.
 */
export function withoutPageStyle<Made>(make: () => Made): Made {
  const standIn = document.createElementNS('urn:ipm:stand-in', 'style');
  standIn.setAttribute('data-openseadragon-mobile-css', '');
  document.head.append(standIn);
  try {
    return make();
  } finally {
    standIn.remove();
  }
}
