// `npm run bench [-- name]`: measures on a real server and prints ratios, each of two things taken in turn in one run.
import { glob, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../core/database/embedded.ts';

/** One line of the table. `ratio` is what counts; machines differ and are noisy. */
export interface BenchRow {
  readonly what: string;
  readonly ours: string;
  readonly against: string;
  readonly ratio: number | null;
  /** The ratio that it should not fall below, and why. */
  readonly bar?: number;
}

/** A file `ui/bench/<what>.bench.ts`, or one in `core` or in a plugin's folder, exports `bench()`, which answers rows of the table. */
export type Bench = (say: (sentence: string) => void) => Promise<BenchRow[]>;

/** The middle of several figures. */
export const median = (figures: readonly number[]): number =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;

async function main(): Promise<void> {
  const root = new URL('../', import.meta.url);
  const only = process.argv[2] ?? '';
  const files: string[] = [];
  for await (const file of glob('{core,ui,plugins/*}/bench/*.bench.ts', { cwd: root }))
    if (file.includes(only)) files.push(file);
  const folder = await mkdtemp(join(tmpdir(), 'ipm-bench-'));
  // As in production: every commit waits for the disk.
  const postgres = await startEmbedded({ folder: join(folder, 'postgres') });
  process.env['TEST_DATABASE_SERVER'] = postgres.url;
  const rows: BenchRow[] = [];
  try {
    for (const file of files.sort()) {
      const { bench } = (await import(new URL(file, root).href)) as { bench: Bench };
      rows.push(...(await bench((sentence) => process.stderr.write(`${sentence} …\n`))));
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
  print(rows);
}

function print(rows: readonly BenchRow[]): void {
  const lines = rows.map(({ what, ours, against, ratio, bar }) => [
    what,
    ours,
    against,
    ratio === null ? '' : ratio.toFixed(2),
    bar === undefined || ratio === null ? '' : `${bar} ${ratio >= bar ? 'met' : 'NOT MET'}`,
  ]);
  const table = [['measured', 'ours', 'against', 'ratio', 'bar'], ...lines];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

// Not awaited here: the bench files import this one.
if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
