// OpenSeadragon's own tile source, run in Node, so that the tests ask for just what the viewer will ask for.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

/** What the tests use of OpenSeadragon.IIIFTileSource. */
export interface TileSource {
  minLevel: number;
  maxLevel: number;
  getNumTiles(level: number): { x: number; y: number };
  getTileUrl(level: number, x: number, y: number): string;
}

type TileSourceClass = {
  new (options: object): TileSource;
  prototype: { configure(data: object, url: string): object };
};

const file = new URL('../../../node_modules/openseadragon/build/openseadragon/openseadragon.js', import.meta.url);

/** A browser's outline: just enough for the script to load. It draws nothing here. */
function load(): TileSourceClass {
  const nothing = () => undefined;
  const events = { addEventListener: nothing, removeEventListener: nothing };
  const element = () => ({ style: {}, getContext: () => null, setAttribute: nothing, appendChild: nothing, ...events });
  const document = {
    createElement: element,
    documentElement: element(),
    body: element(),
    readyState: 'complete',
    ...events,
  };
  const navigator = { userAgent: 'node', appName: '', vendor: '' };
  const window = {
    location: { protocol: 'http:', href: 'http://localhost/', search: '' },
    document,
    navigator,
    Image: class {},
    URL,
    ...events,
  };
  const module = { exports: {} as { IIIFTileSource?: TileSourceClass } };
  const context = createContext({
    ...window,
    window,
    self: window,
    console,
    setTimeout,
    clearTimeout,
    module,
    Event: class {},
    HTMLElement: class {},
    Element: class {},
  });
  runInContext(readFileSync(file, 'utf8'), context);
  return module.exports.IIIFTileSource!;
}

let loaded: TileSourceClass | null = null;

/** The tile source that OpenSeadragon makes of an info.json. */
export function tileSourceOf(info: object): TileSource {
  const IIIFTileSource = (loaded ??= load());
  const options = IIIFTileSource.prototype.configure(structuredClone(info), 'http://localhost/info.json');
  return new IIIFTileSource({ ...options, ready: true });
}

/** Every tile URL that it can ever ask for, with the level it is for, 0 the smallest. */
export function* tileUrlsOf(source: TileSource): Generator<{ url: string; level: number; x: number; y: number }> {
  for (let level = source.minLevel; level <= source.maxLevel; level++) {
    const tiles = source.getNumTiles(level);
    for (let y = 0; y < tiles.y; y++) {
      for (let x = 0; x < tiles.x; x++) yield { url: source.getTileUrl(level, x, y), level, x, y };
    }
  }
}
