import { rows } from '#core';
import { boxClasses } from './classes.ts';

const HEADER_BYTES = 8;

/**
 * All boxes of an analysis as columns, little endian: uint32 n, uint32 0, float32[4n] x0 y0 x1 y1 (pixels of the
 * full-resolution image), float32[n] confidence (NaN for none), uint16[n] index into the analysis's box classes (65535
 * for none). Order: `ordering`, then insertion.
 */
export async function boxColumns(analysisId: string): Promise<Buffer> {
  const names = (await boxClasses(analysisId)).map(({ name }) => name);
  // Packed by the database: 22 bytes a box instead of a row to parse. It writes big endian. A confidence too small for
  // 32 bits is 0 there.
  const [packed] = await rows<{ n: number; corners: Buffer | null; confidence: Buffer | null; classes: Buffer | null }>(
    `select count(*)::int as n,
            string_agg(float4send(x0) || float4send(y0) || float4send(x1) || float4send(y1), ''::bytea order by rank, seq)
              as corners,
            string_agg(float4send((case when confidence is null then 'NaN' when confidence < 1e-37 then 0
                                        else confidence end)::real), ''::bytea order by rank, seq) as confidence,
            string_agg(substring(int4send(coalesce(place - 1, 65535)::int) from 3), ''::bytea order by rank, seq)
              as classes
     from ml_annotations left join unnest($2::text[]) with ordinality as known(name, place) on name = class_name
     where analysis_id = $1 and x0 is not null`,
    [analysisId, names],
  );
  const header = Buffer.alloc(HEADER_BYTES);
  if (!packed?.corners || !packed.confidence || !packed.classes) return header;
  header.writeUInt32LE(packed.n, 0);
  return Buffer.concat([header, packed.corners.swap32(), packed.confidence.swap32(), packed.classes.swap16()]);
}
