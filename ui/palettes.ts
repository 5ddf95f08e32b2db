/** Colours for classes that colour-blind eyes tell apart: Okabe and Ito's eight, then four of Paul Tol's. #rrggbb. */
export const classPalette = [
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

type Rgb = readonly [red: number, green: number, blue: number];

/* Sixth-degree fits to matplotlib's maps (Matt Zucker, CC0), within 6 of 255 of the original tables. */
const viridisTerms: readonly Rgb[] = [
  [0.2777273272, 0.0054073445, 0.3340998053],
  [0.1050930431, 1.4046135299, 1.3845901626],
  [-0.3308618287, 0.2148475595, 0.095095163],
  [-4.634230499, -5.7991009734, -19.3324409563],
  [6.2282699363, 14.1799333668, 56.6905526007],
  [4.7763849977, -13.7451453777, -65.3530326334],
  [-5.4354558559, 4.6458526122, 26.3124352496],
];
const magmaTerms: readonly Rgb[] = [
  [-0.0021364851, -0.0007496551, -0.0053861279],
  [0.2516605407, 0.6775232437, 2.4940265993],
  [8.3537172792, -3.577719515, 0.314467903],
  [-27.6687330858, 14.264730781, -13.6492131881],
  [52.1761398123, -27.9436060717, 12.9441694424],
  [-50.7685253647, 29.0465828213, 4.2341529938],
  [18.6557050659, -11.48977352, -5.6019615087],
];

/** A table of 256 opaque colours, RGBA bytes one after another, for a value from 0 to 1. */
function tabulate(terms: readonly Rgb[]): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4);
  for (let step = 0; step < 256; step += 1) {
    const at = step / 255;
    for (const channel of [0, 1, 2] as const) {
      table[step * 4 + channel] = 255 * terms.reduceRight((sum, term) => sum * at + term[channel], 0);
    }
    table[step * 4 + 3] = 255;
  }
  return table;
}

/** Dark blue through green to yellow: 256 RGBA colours. */
export const viridis = tabulate(viridisTerms);
/** Black through purple to cream: 256 RGBA colours. */
export const magma = tabulate(magmaTerms);
