import OpenSeadragon from 'openseadragon';

/**
 * Where a viewer's picture comes from: `iiif` the address of an info.json, `image` one picture file that stands for a
 * picture of `width` × `height` full-resolution pixels, whatever its own size. Sources with the same `key` are the same
 * picture: swapping one for the other keeps the view. Without keys, an image followed by tiles of the same dimensions
 * is taken to be the same picture.
 */
export type ViewerSource =
  | { readonly kind: 'iiif'; readonly url: string; readonly key?: string }
  | {
      readonly kind: 'image';
      readonly url: string;
      readonly width: number;
      readonly height: number;
      readonly key?: string;
    };

/** A source that was opened: what OpenSeadragon gets, and the picture's full-resolution dimensions in pixels. */
export interface OpenedSource {
  readonly tileSource: object;
  readonly width: number;
  readonly height: number;
}

const TILE = 512;

/**
 * Fetches what a source needs before its first tile.
 * @throws Error with a sentence for people when it doesn't arrive or isn't what it should be.
 */
export async function openSource(source: ViewerSource, signal: AbortSignal): Promise<OpenedSource> {
  return source.kind === 'iiif' ? openTiles(source.url, signal) : openPicture(source);
}

async function openTiles(url: string, signal: AbortSignal): Promise<OpenedSource> {
  const response = await fetch(url, { signal, headers: { accept: 'application/json' } }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new Error('The server could not be reached, so the picture could not be loaded.');
  });
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (!response.ok) {
    const detail = typeof body?.['detail'] === 'string' ? body['detail'] : `The server answered ${response.status}.`;
    throw new Error(`The picture could not be loaded. ${detail}`);
  }
  const [width, height] = [body?.['width'], body?.['height']];
  if (!body || typeof width !== 'number' || typeof height !== 'number' || body['protocol'] === undefined) {
    throw new Error('The picture could not be loaded: the server’s description of its tiles is not a IIIF info.json.');
  }
  // Tiles come from where the description came from, also when the server behind a proxy names itself differently.
  const id = new URL(url, document.baseURI).href.replace(/\/info\.json(\?.*)?$/, '');
  return { tileSource: { ...body, id, '@id': id }, width, height };
}

async function openPicture(source: Extract<ViewerSource, { kind: 'image' }>): Promise<OpenedSource> {
  const { url, width, height } = source;
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = url;
  try {
    await image.decode();
  } catch {
    throw new Error('The picture did not arrive, or is in a format that this browser does not draw.');
  }
  return { tileSource: new PictureSource(image, width, height), width, height };
}

/**
 * One decoded picture as a pyramid of 512-pixel tiles, cut from it as they are needed and stretched over the
 * full-resolution dimensions: no texture is larger than a tile, and a preview lies exactly where the tiles will.
 */
class PictureSource extends OpenSeadragon.TileSource {
  declare readonly picture: HTMLImageElement;

  constructor(picture: HTMLImageElement, width: number, height: number) {
    const levels = Math.ceil(Math.log2(Math.max(picture.naturalWidth, picture.naturalHeight) / TILE));
    const options = { width, height, tileSize: TILE, minLevel: 0, maxLevel: Math.max(levels, 0), ready: true };
    super(options);
    // Defined afterwards, for OpenSeadragon's constructor would copy it property by property.
    Object.defineProperty(this, 'picture', { value: picture });
  }

  /** Level pixels per full-resolution pixel: the topmost level has the picture's own pixels. */
  override getLevelScale(level: number): number {
    return this.picture.naturalWidth / this.dimensions.x / 2 ** (this.maxLevel - level);
  }

  override getTileUrl(level: number, x: number, y: number): string {
    return `${this.picture.src}#${level}/${x}/${y}`;
  }

  override getTilePostData(level: number, x: number, y: number): { level: number; x: number; y: number } {
    return { level, x, y };
  }

  override hasTransparency(): boolean {
    return false;
  }

  override downloadTileStart(job: OpenSeadragon.ImageJob): void {
    const { level, x, y } = job.postData as unknown as { level: number; x: number; y: number };
    const scale = this.getLevelScale(level);
    const width = Math.min(TILE, Math.ceil(this.dimensions.x * scale - x * TILE));
    const height = Math.min(TILE, Math.ceil(this.dimensions.y * scale - y * TILE));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(width, 1);
    canvas.height = Math.max(height, 1);
    const context = canvas.getContext('2d');
    if (!context) {
      job.fail('This browser gives no 2D canvas.', null);
      return;
    }
    context.imageSmoothingQuality = 'high';
    const across = this.picture.naturalWidth / (this.dimensions.x * scale);
    const down = this.picture.naturalHeight / (this.dimensions.y * scale);
    const [left, top] = [x * TILE * across, y * TILE * down];
    context.drawImage(this.picture, left, top, width * across, height * down, 0, 0, canvas.width, canvas.height);
    job.finish(context, null, 'context2d');
  }

  override downloadTileAbort(): void {
    // Cut within downloadTileStart: there is nothing to stop.
  }
}
