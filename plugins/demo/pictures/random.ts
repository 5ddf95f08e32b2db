/** A stream of numbers that depends on its seed alone. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  between(least: number, most: number): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** Bell-shaped around `mean`, never farther from it than 3 `deviation`s. */
  bell(mean: number, deviation: number): number;
  chance(probability: number): boolean;
}

/** The generator sfc32, seeded with a whole number: same seed, same numbers, on every machine. */
export function createRandom(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  // The first numbers of similar seeds are similar.
  for (let i = 0; i < 16; i++) next();
  return {
    next,
    between: (least, most) => least + (most - least) * next(),
    whole: (least, most) => least + Math.floor((most - least + 1) * next()),
    // Nine uniform numbers: variance 9/12, so that √(12/9) makes it 1; the range is cut at 3.
    bell(mean, deviation) {
      let sum = -4.5;
      for (let i = 0; i < 9; i++) sum += next();
      return mean + deviation * Math.max(-3, Math.min(3, sum * 1.1547005383792515));
    },
    chance: (probability) => next() < probability,
  };
}
