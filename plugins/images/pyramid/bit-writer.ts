/** Collects bits, most significant first, as JPEG entropy coding has them. */
export interface BitWriter {
  /** Appends the lowest `count` bits (0 to 24) of a number. */
  put(value: number, count: number): void;
  /** Appends the bits from `from` to `to` of another sequence. */
  copy(bits: Uint8Array, from: number, to: number): void;
  /** The bytes, the last one filled up with ones, and every 0xff followed by a stuffed zero. */
  stuffed(): Buffer;
}

/** A writer with room for about `expected` bytes; it grows as needed. */
export function createBitWriter(expected: number): BitWriter {
  let bytes = Buffer.allocUnsafe(expected + 64);
  let length = 0;
  let pending = 0;
  let held = 0;

  function put(value: number, count: number): void {
    pending = (pending << count) | (value & ((1 << count) - 1));
    held += count;
    while (held >= 8) {
      if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(bytes.length)]);
      held -= 8;
      bytes[length++] = (pending >> held) & 255;
    }
    pending &= (1 << held) - 1;
  }

  return {
    put,
    copy(bits, from, to) {
      let at = from;
      while (at < to) {
        const inByte = at & 7;
        const count = Math.min(8 - inByte, to - at);
        put(bits[at >> 3]! >> (8 - inByte - count), count);
        at += count;
      }
    },
    stuffed() {
      if (held > 0) put((1 << (8 - held)) - 1, 8 - held);
      return stuff(bytes.subarray(0, length));
    },
  };
}

function stuff(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (let found = bytes.indexOf(0xff); found >= 0; found = bytes.indexOf(0xff, at)) {
    pieces.push(bytes.subarray(at, found + 1), zero);
    at = found + 1;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}

const zero = Buffer.from([0]);
