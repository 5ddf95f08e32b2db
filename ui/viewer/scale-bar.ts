/** A length worth writing beside a bar: its width in CSS pixels and its words. */
export interface ScaleBar {
  readonly width: number;
  readonly text: string;
}

// Made once: it is asked every frame.
const numbers = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const UNITS = [
  { name: 'm', micrometres: 1e6 },
  { name: 'cm', micrometres: 1e4 },
  { name: 'mm', micrometres: 1e3 },
  { name: 'µm', micrometres: 1 },
  { name: 'nm', micrometres: 1e-3 },
];

/**
 * The longest of 1, 2 or 5 times a power of ten that fits `room` CSS pixels. In micrometres and their kin where the
 * size of a pixel is known (`micrometres` an image pixel), else in image pixels. `zoom` is CSS px per image px.
 */
export function scaleBar(zoom: number, micrometres: number | null, room: number): ScaleBar {
  const perPixel = micrometres ?? 1;
  const most = (room / zoom) * perPixel;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map((factor) => factor * power).find((value) => value <= most) ?? power;
  const width = (length / perPixel) * zoom;
  if (micrometres === null) return { width, text: `${plain(length)} px` };
  const unit = UNITS.find((candidate) => length >= candidate.micrometres) ?? UNITS.at(-1)!;
  return { width, text: `${plain(length / unit.micrometres)} ${unit.name}` };
}

function plain(value: number): string {
  return numbers.format(value);
}

/** Zoom in per cent: whole numbers, one decimal below ten, two below one. */
export function zoomText(zoom: number): string {
  const percent = zoom * 100;
  const digits = percent < 0.995 ? 2 : percent < 9.95 ? 1 : 0;
  return `${Number(percent.toFixed(digits))}%`;
}
