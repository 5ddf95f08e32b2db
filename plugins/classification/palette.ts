/** Colours that colour-blind eyes tell apart: Okabe and Ito's, then four of Paul Tol's. In the order they are given out. */
const palette = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
  '#999999',
  '#44aa99',
  '#882255',
  '#332288',
  '#aa4499',
] as const;

/** The first colour that no class of the project has; once all are taken, the next in turn. */
export function nextColor(taken: readonly string[]): string {
  return palette.find((color) => !taken.includes(color)) ?? (palette[taken.length % palette.length] as string);
}
