import { forgetAccess } from './access.ts';
import { dropPyramids } from './open-pyramids.ts';

/** Hears events that change who may see an image, or what there is to see. */
export function forgetImage({ image_id: imageId }: { image_id: string }): void {
  forgetAccess(imageId);
}

/** Hears of deletions: files that were removed are not held open any longer. */
export function forgetDeleted({ image_id: imageId }: { image_id: string }): void {
  forgetAccess(imageId);
  dropPyramids(`${imageId}/`);
}

/** Hears events that change what can be seen of a whole project. */
export const forgetAll = (): void => forgetAccess();
