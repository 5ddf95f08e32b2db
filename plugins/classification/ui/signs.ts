/** Up to two letters that stand for a person: 'anna.berg@example.org' is 'AB', 'local@localhost' is 'L'. */
export function initialsOf(email: string): string {
  const words = (email.split('@')[0] ?? '').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const letters = words.slice(0, 2).map(firstOf);
  return letters.join('').toUpperCase() || '?';
}

/** The letter that stands for a class on a dot: its first letter or digit, else its first sign. */
export function initialOf(name: string): string {
  return (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? firstOf(name)).toUpperCase();
}

const firstOf = (text: string): string => [...text][0] ?? '';

/** Black or white, whichever reads better on a colour (#rrggbb), by the contrast that WCAG 2 counts. */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16) / 255));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Where contrast with white (1.05 over L + 0.05) equals that with black (L + 0.05 over 0.05).
  return luminance > 0.179 ? '#000000' : '#ffffff';
}

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
