const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes as people write them, in steps of 1,000: '12.4 MB'; null is 'unknown size'. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return 'unknown size';
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

const numbers = new Intl.NumberFormat('en');

/** A whole number with separators: '12,000'. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** A count with its noun: '1 image', '3,000 images'; `plural` when an s won't do. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const steps: readonly (readonly [limit: number, seconds: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [3600, 60, 'minute'],
  [86_400, 3600, 'hour'],
  [7 * 86_400, 86_400, 'day'],
  [30 * 86_400, 7 * 86_400, 'week'],
  [365 * 86_400, 30 * 86_400, 'month'],
  [Infinity, 365 * 86_400, 'year'],
];

/** How long ago an ISO time was, seen from `now` (milliseconds): '5 minutes ago'; under a minute 'just now'. */
export function formatRelativeTime(iso: string, now: number = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  if (!Number.isFinite(seconds)) return 'at an unknown time';
  if (Math.abs(seconds) < 60) return 'just now';
  const [, size, unit] = steps.find(([limit]) => Math.abs(seconds) < limit) ?? [0, 1, 'second' as const];
  return relative.format(Math.trunc(seconds / size), unit);
}

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** The exact local time of an ISO time: 'Nov 22, 2026, 2:44 PM'. */
export function formatExactTime(iso: string): string {
  const time = Date.parse(iso);
  return Number.isFinite(time) ? exact.format(time) : 'unknown time';
}
