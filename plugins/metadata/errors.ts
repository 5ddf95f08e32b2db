import { defineError } from '#core';

export const otherKey = defineError(
  'metadata.other_key',
  400,
  'Key in the path must match the key in the request body',
);
export const noSuchKey = defineError('metadata.no_such_key', 404, "Metadata with key '%s' not found");
export const tooMuch = defineError(
  'metadata.too_much',
  422,
  'The metadata of one image may hold %s bytes, and this would be more. Delete or shorten something first.',
);
