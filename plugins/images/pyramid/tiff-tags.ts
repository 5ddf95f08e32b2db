/** The TIFF tags that pyramids use. Source: TIFF 6.0, section 8; TIFF Technical Note 2; Adobe Photoshop TIFF notes. */
export const tag = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  orientation: 274,
  samplesPerPixel: 277,
  planarConfiguration: 284,
  software: 305,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subIfds: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  ycbcrSubsampling: 530,
  referenceBlackWhite: 532,
} as const;

/** Values of the compression tag whose tiles are pictures of their own, which can be sent as they are stored. */
export const compression = { jpeg: 7, webp: 50001 } as const;

/** Values of the photometric tag. */
export const photometric = { black: 1, rgb: 2, ycbcr: 6 } as const;

/** Types of a tag's values. */
export const type = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7, long8: 16 } as const;

/** Bytes of one value by type; a type that is not here is not known. */
export const bytesOf: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};
