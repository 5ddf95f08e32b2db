/**
 * The browser side of ui/test/viewer.test.ts: what its steps do on the page. It is bundled by the test and not part of
 * what is built for users.
 */
import { IpmViewer, countShown } from '../index.ts';
import type { BoxesLayer, IpmViewerPair, Renderer, ViewerEventMap, ViewerSource, ViewerViewport } from '../index.ts';

type Viewer = IpmViewer | IpmViewerPair;
interface BoxSpec {
  readonly rectangle: readonly [x0: number, y0: number, x1: number, y1: number];
  readonly kind?: number;
  readonly confidence?: number;
}
interface FrameReport {
  readonly frames: number;
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
  readonly longTasks: number;
  readonly framesPerSecond: number;
  /** In the viewers' shadow trees. */
  readonly elements: number;
}

const EVENTS = [
  ...['ready', 'source-failed', 'viewport-change', 'box-click', 'box-hover', 'image-click', 'layer-failed'],
] as (keyof ViewerEventMap)[];
const events: { name: string; detail: unknown }[] = [];
const contexts: WebGL2RenderingContext[] = [];
let isWebglAllowed = true;

const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
  if (kind.startsWith('webgl') && !isWebglAllowed) return null;
  const context = (getContext as (...all: unknown[]) => RenderingContext | null).call(this, kind, ...rest);
  if (kind.startsWith('webgl') && context) contexts.push(context as WebGL2RenderingContext);
  return context;
} as typeof getContext;

function viewer(): Viewer {
  return document.querySelector<Viewer>('ipm-viewer, ipm-viewer-pair')!;
}

function viewers(): IpmViewer[] {
  const found = viewer();
  return found instanceof IpmViewer ? [found] : [...found.shadowRoot!.querySelectorAll('ipm-viewer')];
}

/** A new viewer, the only one on the page, whose events are kept. */
function makeViewer(name: 'ipm-viewer' | 'ipm-viewer-pair'): Viewer {
  const element = document.createElement(name);
  element.label = 'Test picture';
  for (const kind of EVENTS) {
    element.addEventListener(kind, (event: CustomEvent<unknown>) => events.push({ name: kind, detail: event.detail }));
  }
  events.length = 0;
  document.querySelector('main')!.replaceChildren(element);
  return element;
}

function settle(ms = 60): Promise<void> {
  return new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done())), ms));
}

function boxesLayer(specs: readonly BoxSpec[], style: Partial<BoxesLayer> = {}): BoxesLayer {
  const column = (at: 0 | 1 | 2 | 3) => Float32Array.from(specs, (spec) => spec.rectangle[at]);
  return {
    kind: 'boxes',
    boxes: {
      x0: column(0),
      y0: column(1),
      x1: column(2),
      y1: column(3),
      classes: Uint16Array.from(specs, (spec) => spec.kind ?? 0),
      confidence: Float32Array.from(specs, (spec) => spec.confidence ?? NaN),
    },
    classes: [
      { name: 'nucleus', color: '#00ffff' },
      { name: 'mitosis', color: '#ff00ff' },
    ],
    ...style,
  };
}

function manyBoxes(count: number, width: number, height: number): BoxesLayer {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const side = Math.min(40, Math.sqrt((width * height) / count) * 0.7);
  const specs = Array.from({ length: count }, (): BoxSpec => {
    const [x, y, w, h] = [random() * width, random() * height, side * (0.5 + random()), side * (0.5 + random())];
    return { rectangle: [x, y, x + w, y + h], kind: random() < 0.8 ? 0 : 1, confidence: random() };
  });
  return boxesLayer(specs);
}

/** Runs a scripted pan and zoom; script time is what animation frames take, in milliseconds. */
async function measure(seconds: number): Promise<FrameReport> {
  const page = globalThis as unknown as { frameScript: number };
  const longTasks: number[] = [];
  const observer = new PerformanceObserver((list) =>
    longTasks.push(...list.getEntries().map((entry) => entry.duration)),
  );
  observer.observe({ type: 'longtask' });
  const { width, height } = viewer().imageSize!;
  const fit = viewer().getViewport()!.zoom;
  const scripts: number[] = [];
  const start = performance.now();
  for (;;) {
    page.frameScript = 0;
    const time = await new Promise<number>((done) =>
      requestAnimationFrame(() => setTimeout(() => done(performance.now()))),
    );
    scripts.push(page.frameScript);
    const phase = (time - start) / 1000;
    if (phase > seconds) break;
    const view: ViewerViewport = {
      x: width * (0.5 + 0.35 * Math.sin(phase)),
      y: height * (0.5 + 0.35 * Math.cos(phase * 1.3)),
      zoom: fit * 2 ** (2.5 - 2.5 * Math.cos((phase / seconds) * 4 * Math.PI)),
      rotation: 0,
      flipped: false,
    };
    viewer().setViewport(view, { immediate: true });
  }
  observer.disconnect();
  const sorted = scripts.slice(2).sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const elements = viewers().reduce((sum, each) => sum + each.shadowRoot!.querySelectorAll('*').length, 0);
  return {
    frames: sorted.length,
    p50: at(0.5),
    p95: at(0.95),
    most: sorted.at(-1)!,
    longTasks: longTasks.length,
    framesPerSecond: sorted.length / seconds,
    elements,
  };
}

const steps = {
  settle,
  measure,

  /** Puts a viewer of an element name on the page and resolves when its picture is on the screen, or `until` came. */
  async open(
    name: 'ipm-viewer' | 'ipm-viewer-pair',
    source: ViewerSource,
    renderer: Renderer = 'auto',
    until: keyof ViewerEventMap = 'ready',
  ) {
    const element = makeViewer(name);
    element.renderer = renderer;
    element.source = source;
    await steps.event(until);
    await settle();
  },

  /** Opens sources in quick succession, with a view that is set before the first of them is there. */
  async openAt(name: 'ipm-viewer' | 'ipm-viewer-pair', sources: readonly ViewerSource[], view: ViewerViewport) {
    const element = makeViewer(name);
    element.source = sources[0]!;
    element.setViewport(view, { immediate: true });
    await Promise.resolve();
    for (const source of sources.slice(1)) element.source = source;
    await steps.event('ready');
    await settle();
  },

  /** Resolves with the detail of the first event of that name since the last `open` or `forgetEvents`. */
  async event(name: keyof ViewerEventMap): Promise<unknown> {
    for (;;) {
      const found = events.find((event) => event.name === name);
      if (found) return found.detail;
      await settle(10);
    }
  },

  /** The details of all events of a name since then. */
  eventsOf: (name: keyof ViewerEventMap) => events.filter((event) => event.name === name).map((event) => event.detail),

  forgetEvents() {
    events.length = 0;
  },

  /** Calls a method of the viewer and resolves with what it answers, once the picture is at rest. */
  async call(method: string, ...values: unknown[]): Promise<unknown> {
    const answer = await (viewer() as unknown as Record<string, (...all: unknown[]) => unknown>)[method]!(...values);
    await settle();
    return answer;
  },

  async set(property: string, value: unknown) {
    Object.assign(viewer(), { [property]: value });
    await viewer().updateComplete;
    await settle();
  },

  /** Moves at once and resolves with the view that came of it, when its tiles had time to arrive. */
  async view(view: ViewerViewport) {
    viewer().setViewport(view, { immediate: true });
    await settle(250);
    return viewer().getViewport();
  },

  async setBoxes(id: string, specs: readonly BoxSpec[], style: Partial<BoxesLayer> = {}) {
    viewer().setLayer(id, boxesLayer(specs, style));
    await settle();
  },

  async setManyBoxes(id: string, count: number, style: Partial<BoxesLayer> = {}) {
    const { width, height } = viewer().imageSize!;
    const layer = { ...manyBoxes(count, width, height), ...style };
    const start = performance.now();
    viewer().setLayer(id, layer);
    const spent = performance.now() - start;
    await settle(500);
    return spent;
  },

  /** Hides classes by number; sets don't travel from the test. */
  async hideClasses(id: string, kinds: readonly number[]) {
    viewer().updateLayer(id, { hiddenClasses: new Set(kinds) });
    await settle();
  },

  count: (id: string) => countShown(viewer().layers.get(id) as BoxesLayer),

  /** The views of the viewers on the page, left to right. */
  views: () => viewers().map((each) => each.getViewport()),

  /** Every view of each viewer of a pair, read in the same frames while `frames` of them pass. */
  async watchViews(frames: number) {
    const seen: (ViewerViewport | null)[][] = [];
    for (let frame = 0; frame < frames; frame += 1) {
      // A task right after the frame's callbacks, when both have drawn.
      await new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
      seen.push(steps.views());
    }
    return seen;
  },

  forbidWebgl(isForbidden: boolean) {
    isWebglAllowed = !isForbidden;
  },

  /** Takes the viewer off the page and puts it back, as a page does that moves it. */
  async move() {
    const element = viewer();
    element.remove();
    events.length = 0;
    await settle();
    document.querySelector('main')!.append(element);
    await steps.event('ready');
    await settle();
  },

  /** Takes every WebGL context away, as a graphics card that restarts does; resolves with how many there were. */
  async loseContexts() {
    const alive = contexts.splice(0).filter((gl) => !gl.isContextLost());
    for (const gl of alive) gl.getExtension('WEBGL_lose_context')?.loseContext();
    await settle(200);
    return alive.length;
  },

  webglContexts: () => contexts.filter((gl) => !gl.isContextLost()).length,

  /** What a screen reader was told last. */
  announced: () => viewers().map((each) => each.shadowRoot!.querySelector('[aria-live]')?.textContent ?? null),

  /** What reached the page's own scope. */
  leaks: () => ({
    globals: ['OpenSeadragon', 'Seadragon'].filter((name) => name in globalThis),
    styles: document.head.querySelectorAll('style').length,
  }),
};

Object.assign(globalThis, { steps });
