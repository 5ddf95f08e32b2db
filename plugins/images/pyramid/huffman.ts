/** A JPEG Huffman table, ready to decode by lookup and to encode single symbols. */
export interface HuffmanTable {
  /** For every 16 bits that may come next: length of the code << 8 | symbol; 0 where no code begins so. */
  lookup: Uint16Array;
  /** Code and its length by symbol; missing where the table has no such symbol. */
  codes: Map<number, { code: number; length: number }>;
}

const known = new Map<string, HuffmanTable>();

/** How many tables are kept; encoders that do not optimise use the same four for every tile. */
const KEEP = 32;

/**
 * Reads one table of a DHT segment: 16 counts by code length, then the symbols. Null if the counts are impossible.
 * Source: ITU-T T.81, annexes B.2.4.2 and C.
 */
export function readHuffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | null {
  const key = `${Buffer.from(counts).toString('latin1')}${Buffer.from(symbols).toString('latin1')}`;
  const cached = known.get(key);
  if (cached) return cached;
  const table = build(counts, symbols);
  if (table === null) return null;
  if (known.size >= KEEP) known.clear();
  known.set(key, table);
  return table;
}

function build(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | null {
  const lookup = new Uint16Array(65_536);
  const codes: HuffmanTable['codes'] = new Map();
  let code = 0;
  let next = 0;
  for (let length = 1; length <= 16; length++) {
    for (let i = 0; i < counts[length - 1]!; i++) {
      const symbol = symbols[next++];
      if (symbol === undefined || code >= 1 << length) return null;
      const first = code << (16 - length);
      lookup.fill((length << 8) | symbol, first, first + (1 << (16 - length)));
      codes.set(symbol, { code, length });
      code++;
    }
    code <<= 1;
  }
  return { lookup, codes };
}
