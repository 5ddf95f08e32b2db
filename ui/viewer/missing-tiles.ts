import type OpenSeadragon from 'openseadragon';

const FIRST_DELAY = 2000;
const LAST_DELAY = 30_000;
const SOON = 300;

/**
 * Remembers the tiles of a picture that didn't arrive and asks for them again: after 2 seconds, then ever more rarely,
 * up to every 30, and at once when the browser is online again.
 */
export class MissingTiles {
  readonly #redraw: () => void;
  readonly #onChange: (areMissing: boolean) => void;
  #picture: OpenSeadragon.TiledImage | null = null;
  #tiles: OpenSeadragon.Tile[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #check: ReturnType<typeof setTimeout> | undefined;
  #delay = FIRST_DELAY;

  /** `redraw` makes OpenSeadragon look for tiles to load. */
  constructor(redraw: () => void, onChange: (areMissing: boolean) => void) {
    this.#redraw = redraw;
    this.#onChange = onChange;
    addEventListener('online', this.retry);
  }

  /** Another picture is shown, or none: what was missing of the last one no longer matters. */
  watch(picture: OpenSeadragon.TiledImage | null): void {
    this.#picture = picture;
    this.#tiles = [];
    this.#delay = FIRST_DELAY;
    this.#onChange(false);
  }

  /** A tile of the picture did not arrive. */
  add(tile: OpenSeadragon.Tile): void {
    this.#tiles.push(tile);
    this.#onChange(true);
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(this.retry, this.#delay);
    this.#delay = Math.min(this.#delay * 2, LAST_DELAY);
  }

  /** Asks for them now. */
  readonly retry = (): void => {
    clearTimeout(this.#timer);
    clearTimeout(this.#check);
    this.#timer = undefined;
    for (const tile of this.#tiles.splice(0)) tile.exists = true;
    this.#redraw();
    // Not before the next frames: until then the picture still counts as whole without them.
    this.#check = setTimeout(() => this.#clearWhenWhole(), SOON);
  };

  #clearWhenWhole(): void {
    const picture = this.#picture;
    picture?.whenFullyLoaded(() => {
      if (this.#tiles.length > 0 || this.#picture !== picture) return;
      this.#delay = FIRST_DELAY;
      this.#onChange(false);
    });
  }

  /** Forgets all and stops asking. */
  destroy(): void {
    removeEventListener('online', this.retry);
    clearTimeout(this.#timer);
    clearTimeout(this.#check);
    this.#picture = null;
  }
}
