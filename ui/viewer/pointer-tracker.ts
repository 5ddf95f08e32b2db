import type { BoxHit } from './layers.ts';

/** Finds the box under a resting pointer, at most once a frame, and tells when it is another one. */
export class PointerTracker {
  readonly #pick: (clientX: number, clientY: number) => BoxHit | null;
  readonly #onChange: (hit: BoxHit | null) => void;
  #hit: BoxHit | null = null;
  #place: { x: number; y: number } | null = null;
  #frame = 0;

  constructor(pick: (clientX: number, clientY: number) => BoxHit | null, onChange: (hit: BoxHit | null) => void) {
    this.#pick = pick;
    this.#onChange = onChange;
  }

  /** For pointermove. Touch has no resting pointer and a pressed button is a drag. */
  readonly move = (event: PointerEvent): void => {
    if (event.pointerType === 'touch' || event.buttons !== 0) return;
    this.#place = { x: event.clientX, y: event.clientY };
    this.#frame ||= requestAnimationFrame(() => this.#look());
  };

  /** For pointerleave, and when what is under the pointer goes away. */
  readonly leave = (): void => {
    this.#place = null;
    cancelAnimationFrame(this.#frame);
    this.#look();
  };

  #look(): void {
    this.#frame = 0;
    const hit = this.#place && this.#pick(this.#place.x, this.#place.y);
    if (hit?.layerId === this.#hit?.layerId && hit?.index === this.#hit?.index) return;
    this.#hit = hit;
    this.#onChange(hit);
  }
}
