import { rows } from '../database/connection.ts';

export interface Verification {
  is_whole: boolean;
  /** How many entries were looked at. */
  entries: number;
  /** Hash of the newest entry, in hexadecimal: whoever keeps it elsewhere can tell later that nothing before changed. */
  head: string;
  first_fault: { id: number; sentence: string } | null;
}

interface Link {
  id: string;
  /** The entry before it, as the chain goes: the one that it names must be there, under this number. */
  expected_id: string;
  fits: boolean;
  is_itself: boolean;
}

/**
 * Walks the chain from its first entry to its head, in slices that the database hashes by itself, and answers the first
 * place where it is broken. What is added meanwhile is walked too.
 */
export async function verifyAudit(sliceSize = 10_000): Promise<Verification> {
  let lastId = 0;
  let lastHash = '00'.repeat(32);
  for (;;) {
    const [slice] = await rows<{ last_id: string | null; last_hash: string | null; count: number; fault: Link | null }>(
      `with slice as (
         select id, at, entry, previous, hash from core_audit where id > $1 order by id limit $3),
       links as (
         select id, id - coalesce(lag(id) over (order by id), $1) as step,
                previous = coalesce(lag(hash) over (order by id), decode($2, 'hex')) as fits,
                hash = sha256(previous || core_audit_text(id, at, entry)) as is_itself
         from slice)
       select (select max(id)::text from slice) as last_id,
              (select encode(hash, 'hex') from slice order by id desc limit 1) as last_hash,
              (select count(*)::int from slice) as count,
              (select json_build_object('id', id::text, 'expected_id', (id - step + 1)::text, 'fits', fits, 'is_itself', is_itself)
               from links where step <> 1 or not fits or not is_itself order by id limit 1) as fault`,
      [lastId, lastHash, sliceSize],
    );
    if (slice?.fault) return broken(lastId, lastHash, slice.fault);
    if (!slice || slice.count === 0) {
      const end = await atTheEnd(lastId, lastHash);
      if (end) return end;
      continue;
    }
    lastId = Number(slice.last_id);
    lastHash = slice.last_hash ?? lastHash;
  }
}

function broken(walked: number, head: string, { id, expected_id: expected, fits, is_itself: isItself }: Link) {
  const place = Number(id);
  const wanted = Number(expected);
  if (place !== wanted) {
    const gone =
      wanted === place - 1 ? `Entry ${wanted} is missing.` : `The entries ${wanted} to ${place - 1} are missing.`;
    return fault(walked, head, wanted, gone);
  }
  if (!isItself) return fault(walked, head, place, `Entry ${place} is not what was written: its hash is another.`);
  return fault(
    walked,
    head,
    place,
    fits ? '' : `Entry ${place} does not follow on entry ${place - 1}: one of them was put in the place of another.`,
  );
}

// Null: entries were added meanwhile. The end of the chain and the head are read in one statement: they are of one moment.
async function atTheEnd(lastId: number, lastHash: string): Promise<Verification | null> {
  const [end] = await rows<{ newest: string | null; head_id: string | null; head: string | null }>(
    `select (select max(id)::text from core_audit) as newest, h.id::text as head_id, encode(h.hash, 'hex') as head
     from (values (true)) one left join core_audit_head h on true order by h.id desc limit 1`,
  );
  const newest = Number(end?.newest ?? 0);
  if (newest > lastId) return null;
  if (end?.head_id === null || end?.head_id === undefined)
    return fault(lastId, lastHash, lastId, 'The row that names the newest entry is gone.');
  const headId = Number(end.head_id);
  if (headId > lastId) {
    const gone =
      headId === lastId + 1 ? `Entry ${headId} is missing` : `The entries ${lastId + 1} to ${headId} are missing`;
    return fault(lastId, lastHash, lastId + 1, `${gone}: they were cut off at the end.`);
  }
  if (headId < lastId)
    return fault(lastId, lastHash, headId + 1, `Entry ${headId + 1} was added by hand: the newest one is ${headId}.`);
  if (end.head !== lastHash)
    return fault(
      lastId,
      lastHash,
      lastId,
      `Entry ${lastId} is not the newest one that was written: its hash is another.`,
    );
  return { is_whole: true, entries: lastId, head: lastHash, first_fault: null };
}

const fault = (entries: number, head: string, id: number, sentence: string): Verification => ({
  is_whole: false,
  entries,
  head,
  first_fault: { id, sentence },
});
