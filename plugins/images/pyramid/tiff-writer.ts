import { open, type FileHandle } from 'node:fs/promises';
import { levelsOf, type PyramidLevel } from './levels.ts';
import { encodeDirectory, encodeHeader, type Field } from './tiff-encode.ts';
import { compression, photometric, tag, type } from './tiff-tags.ts';

/** What the tiles of a pyramid are. */
export interface TileKind {
  compression: 'jpeg' | 'webp';
  colour: 'grey' | 'rgb' | 'rgba';
  /** Colour is stored at half the resolution to each side. JPEG only. */
  isSubsampled: boolean;
}

/** A picture to be written: its tiles in the order of levels, then rows, each one of the full tile size. */
export interface PyramidToWrite {
  width: number;
  height: number;
  tileSize: number;
  kind: TileKind;
  /** About how many bytes the tiles have; decides between TIFF and BigTIFF. */
  expectedBytes: number;
  tiles: AsyncIterable<Buffer>;
}

/** Offsets in a classic TIFF have 32 bits; a margin is left for what `expectedBytes` did not count. */
const CLASSIC_LIMIT = 3_800_000_000;

/** Bytes gathered before they are written. */
const CHUNK = 4 << 20;

/** Writes a pyramidal tiled TIFF: tiles first, then one directory for each level, in a chain. Returns its bytes. */
export async function writePyramid(path: string, picture: PyramidToWrite): Promise<number> {
  const big = picture.expectedBytes > CLASSIC_LIMIT;
  const file = await open(path, 'wx');
  try {
    const header = big ? 16 : 8;
    const output = appendTo(file, header);
    const placed = await placeTiles(picture, output);
    await output.append(Buffer.alloc((8 - (output.position() % 8)) % 8));
    const firstAt = output.position();
    let at = firstAt;
    for (const [n, { level, offsets, counts }] of placed.entries()) {
      const fields = fieldsOf(picture, level, offsets, counts, big);
      const directory = encodeDirectory(fields, at, n === placed.length - 1, big);
      await output.append(directory);
      at += directory.length;
    }
    await output.flush();
    if (!big && at > 0xffff_ffff) throw new Error('The pyramid is larger than its parts promised.');
    await file.write(encodeHeader(firstAt, big), 0, header, 0);
    return at;
  } finally {
    await file.close();
  }
}

interface PlacedLevel {
  level: PyramidLevel;
  offsets: number[];
  counts: number[];
}

async function placeTiles(picture: PyramidToWrite, output: Output): Promise<PlacedLevel[]> {
  const levels = levelsOf(picture.width, picture.height, picture.tileSize);
  const placed = levels.map((level): PlacedLevel => ({ level, offsets: [], counts: [] }));
  let n = 0;
  for await (const tile of picture.tiles) {
    const { level, offsets, counts } = placed[n]!;
    offsets.push(output.position());
    counts.push(tile.length);
    await output.append(tile);
    if (offsets.length === level.tilesAcross * level.tilesDown) n++;
  }
  if (n !== placed.length) throw new Error(`Tiles are missing: only ${n} of ${placed.length} levels are whole.`);
  return placed;
}

interface Output {
  position(): number;
  append(bytes: Buffer): Promise<void>;
  flush(): Promise<void>;
}

function appendTo(file: FileHandle, from: number): Output {
  let pieces: Buffer[] = [];
  let held = 0;
  let written = from;
  async function flush(): Promise<void> {
    const bytes = Buffer.concat(pieces);
    let done = 0;
    while (done < bytes.length)
      done += (await file.write(bytes, done, bytes.length - done, written + done)).bytesWritten;
    written += bytes.length;
    pieces = [];
    held = 0;
  }
  return {
    position: () => written + held,
    async append(bytes) {
      pieces.push(bytes);
      held += bytes.length;
      if (held >= CHUNK) await flush();
    },
    flush,
  };
}

function fieldsOf(
  { kind, tileSize }: PyramidToWrite,
  level: PyramidLevel,
  offsets: number[],
  counts: number[],
  big: boolean,
): Field[] {
  const samples = { grey: 1, rgb: 3, rgba: 4 }[kind.colour];
  const isYcbcr = kind.compression === 'jpeg' && samples === 3;
  const short = (tag: number, ...values: number[]): Field => ({ tag, type: type.short, values });
  const long = (tag: number, ...values: number[]): Field => ({ tag, type: type.long, values });
  const fields = [
    long(tag.newSubfileType, level.scaleFactor === 1 ? 0 : 1),
    long(tag.imageWidth, level.width),
    long(tag.imageLength, level.height),
    short(tag.bitsPerSample, ...Array<number>(samples).fill(8)),
    short(tag.compression, compression[kind.compression]),
    short(tag.photometric, samples === 1 ? photometric.black : isYcbcr ? photometric.ycbcr : photometric.rgb),
    short(tag.orientation, 1),
    short(tag.samplesPerPixel, samples),
    short(tag.planarConfiguration, 1),
    { tag: tag.software, type: type.ascii, values: Buffer.from('Image Project Manager\0', 'latin1') },
    long(tag.tileWidth, tileSize),
    long(tag.tileLength, tileSize),
    { tag: tag.tileOffsets, type: big ? type.long8 : type.long, values: offsets },
    long(tag.tileByteCounts, ...counts),
  ];
  if (samples === 4) fields.push(short(tag.extraSamples, 2));
  if (isYcbcr) {
    const step = kind.isSubsampled ? 2 : 1;
    fields.push(short(tag.ycbcrSubsampling, step, step));
    fields.push({ tag: tag.referenceBlackWhite, type: type.rational, values: [0, 255, 128, 255, 128, 255] });
  }
  return fields;
}
