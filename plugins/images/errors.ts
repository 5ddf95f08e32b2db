import { AppError, defineError } from '#core';
import type { DecodeFailure } from './decoding/failure.ts';

export const fileTooLarge = defineError('images.too_large', 413, 'File too large: at most %s bytes are accepted.');
export const notMultipart = defineError(
  'images.not_multipart',
  422,
  'Send the image as multipart/form-data with one part called file. %s',
);
export const metadataNotJson = defineError('images.metadata_not_json', 400, 'Invalid JSON format for metadata');
export const uploadBroken = defineError('images.upload_broken', 400, 'The upload broke off before it was complete.');
export const uploadStalled = defineError('images.upload_stalled', 408, 'Nothing of the upload came for %s seconds.');
export const storageFull = defineError(
  'images.storage_full',
  507,
  'The storage of the server is full, so nothing of this upload was kept. Tell its administrator.',
);
export const notAnImage = defineError('images.unsupported_type', 415, '%s');
export const damagedImage = defineError('images.damaged', 422, '%s');
export const tooManyPixels = defineError('images.too_many_pixels', 422, '%s');
export const invalidThumbnailSize = defineError(
  'images.invalid_thumbnail_size',
  400,
  'Width and height must be positive integers',
);
export const rangeNotSatisfiable = defineError(
  'images.range_not_satisfiable',
  416,
  'The range %s lies outside of the file, which has %s bytes.',
);
export const reasonTooShort = defineError('images.reason_too_short', 400, 'Reason must be at least %s characters');
export const mayNotPurge = defineError(
  'images.may_not_purge',
  403,
  'Forbidden: to remove a file for good needs the permission images.purge.',
);
export const permanentlyDeleted = defineError('images.permanently_deleted', 409, 'Image permanently deleted');
export const retentionExpired = defineError('images.retention_expired', 410, 'Retention expired');
export const fileGone = defineError(
  'images.file_gone',
  410,
  'The file of this image was removed for good; only its record is left.',
);
export const stillProcessing = defineError(
  'images.processing',
  503,
  'The tiles of this image are still being made. Try again in a moment.',
);
export const noTiles = defineError('images.no_tiles', 404, 'This image has no tiles. %s');
export const hasTiles = defineError('images.has_tiles', 409, 'The tiles of this image are there already.');

/** What a client is told when its picture could not be decoded. */
export function refusalOf({ code, status, message, cause }: DecodeFailure): AppError {
  if (status < 499) return new AppError(`images.${code}`, status, message);
  const headers = { 'Retry-After': '2' };
  return new AppError(`images.decoder_${code}`, 503, `${message} Try again in a moment.`, { headers, cause });
}
