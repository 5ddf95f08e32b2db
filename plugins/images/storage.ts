import { storageArea } from '#core';

/** Uploaded files, byte for byte. */
export const originals = storageArea('originals');
/** The thumbnails of an image one behind the other in one object; the image's row says where each begins. */
export const thumbnails = storageArea('thumbnails');
/** Pyramidal TIFFs, one for each image. */
export const pyramids = storageArea('pyramids');

/** Key in `originals`; nothing of the file's name is in it. */
export const originalKey = (imageId: string): string => `${imageId}/original`;
/** Key in `thumbnails`. */
export const thumbnailsKey = (imageId: string): string => `${imageId}/thumbnails`;
/** A key in `pyramids` that no other attempt to build this pyramid has. */
export const newPyramidKey = (imageId: string, attempt: string): string => `${imageId}/${attempt}.tif`;
