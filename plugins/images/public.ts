// What plugins that need images may import as '#plugins/images'.
import { findProject } from '#plugins/projects';
import { Image } from './models/image.ts';

export { Image };
/** `presentImage(image, may)`: the Image JSON of the API, with `may` as handlers get it. */
export { imageEvent, presentImage, presentImages } from './present.ts';
/** Schema of that JSON, for `response`. */
export { imageSchema } from './schemas.ts';
export type { ImageJson } from './schemas.ts';

/**
 * An image that is there for its readers: not deleted (unless asked for), and its project not in the trash. Null
 * otherwise. Its `scopeId` is its project.
 */
export async function findImage(id: string, { includeDeleted = false } = {}): Promise<Image | null> {
  const image = await Image.findByPk(id);
  if (!image || (image.deletedAt && !includeDeleted)) return null;
  return (await findProject(image.projectId)) ? image : null;
}

/** The same, deleted or not. */
export const findImageWithDeleted = (id: string): Promise<Image | null> => findImage(id, { includeDeleted: true });
