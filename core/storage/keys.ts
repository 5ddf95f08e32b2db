import { AppError, defineError } from '../errors.ts';

export const invalidKey = defineError(
  'storage.invalid_key',
  500,
  "'%s' is not a storage key: use segments of letters, digits, '.', '_' and '-', separated by '/', none starting with '.'.",
);
/** There is no object under a key, which is not for clients to know. */
export const missingObject = (key: string): AppError =>
  new AppError('storage.missing', 404, 'The stored file is not there.', { cause: new Error(`No object ${key}.`) });
export const storageUnavailable = defineError(
  'storage.unavailable',
  503,
  'The storage does not answer now (%s). Try again in a moment.',
);
export const presignedRefused = defineError('storage.presigned_refused', 403, '%s Ask for a new URL.');

const SEGMENT = /^(?!\.)[A-Za-z0-9._-]+$/;

/** Whether a text is a well-formed key (at most 1024 characters), which can't lead out of the storage. */
export const isKey = (text: string): boolean =>
  text.length <= 1024 && text.split('/').every((segment) => SEGMENT.test(segment));

/** The key itself if it is well-formed (at most 1024 characters), so that it can't leave its place; else throws. */
export function checkedKey(key: string): string {
  if (!isKey(key)) throw invalidKey(key);
  return key;
}
