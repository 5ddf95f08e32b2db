/** Where a written label is on the sheet, device pixels. */
export interface LabelSprite {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The height of a label and the room beside its text, CSS pixels. */
export const LABEL_HEIGHT = 16;
const PADDING = 4;
const SHEET = { width: 1024, height: 768 };
const MOST_WIDTHS = 5000;

/**
 * Labels written once on a sheet of their own and copied from there: copying costs a tenth of writing, and few labels
 * differ ("nucleus 87%" in the colour of its class).
 */
export class LabelSprites {
  readonly #context: CanvasRenderingContext2D;
  readonly #sprites = new Map<string, LabelSprite>();
  readonly #widths = new Map<string, number>();
  #family = 'sans-serif';
  #ratio = 1;
  #nextX = 0;
  #nextY = 0;

  constructor() {
    const context = document.createElement('canvas').getContext('2d');
    if (!context) throw new Error('This browser draws no 2D canvases, so labels cannot be shown.');
    this.#context = context;
    this.#clear();
  }

  /** What to copy from. */
  get sheet(): HTMLCanvasElement {
    return this.#context.canvas;
  }

  /** Writes in this family from now on. */
  setFont(family: string): void {
    this.#family = family;
    this.#clear();
  }

  /** To be called before a frame's labels; `ratio` is device pixels per CSS pixel. Forgets a sheet that is nearly full. */
  begin(ratio: number): void {
    const isFull = this.#nextY > (SHEET.height / 2) * this.#ratio;
    if (ratio === this.#ratio && !isFull) return;
    this.#ratio = ratio;
    this.#clear();
  }

  /** How wide a label is with its plate, device pixels. */
  widthOf(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size > MOST_WIDTHS) this.#widths.clear();
      width = Math.ceil(this.#context.measureText(text).width + 2 * PADDING * this.#ratio);
      this.#widths.set(text, width);
    }
    return width;
  }

  /** A label on a plate of a colour (#rrggbb); null when the sheet has no room left: then `write` it. */
  find(text: string, color: string): LabelSprite | null {
    const key = color + text;
    const known = this.#sprites.get(key);
    if (known) return known;
    const width = this.widthOf(text);
    const height = Math.ceil(LABEL_HEIGHT * this.#ratio);
    if (this.#nextX + width > this.sheet.width) {
      this.#nextX = 0;
      this.#nextY += height;
    }
    if (this.#nextY + height > this.sheet.height) return null;
    const sprite = { x: this.#nextX, y: this.#nextY, width };
    this.#nextX += width;
    this.write(this.#context, text, color, sprite.x, sprite.y);
    this.#sprites.set(key, sprite);
    return sprite;
  }

  /** Writes a label with its plate at a place, device pixels. */
  write(context: CanvasRenderingContext2D, text: string, color: string, x: number, y: number): void {
    const height = Math.ceil(LABEL_HEIGHT * this.#ratio);
    context.font = this.#context.font;
    context.textBaseline = 'middle';
    context.fillStyle = color;
    context.fillRect(x, y, this.widthOf(text), height);
    context.fillStyle = isLight(color) ? '#111111' : '#ffffff';
    context.fillText(text, x + PADDING * this.#ratio, y + height / 2 + 0.5 * this.#ratio);
  }

  #clear(): void {
    this.#sprites.clear();
    this.#widths.clear();
    this.#nextX = 0;
    this.#nextY = 0;
    // Setting the size also empties it, and forgets the font.
    this.sheet.width = Math.ceil(SHEET.width * this.#ratio);
    this.sheet.height = Math.ceil(SHEET.height * this.#ratio);
    this.#context.font = `500 ${11 * this.#ratio}px ${this.#family}`;
  }
}

/** True when black text on #rrggbb reads better than white: relative luminance above 0.18. */
function isLight(color: string): boolean {
  const value = parseInt(color.slice(1), 16);
  const linear = (channel: number) => ((channel & 255) / 255) ** 2.2;
  return 0.2126 * linear(value >> 16) + 0.7152 * linear(value >> 8) + 0.0722 * linear(value) > 0.18;
}
