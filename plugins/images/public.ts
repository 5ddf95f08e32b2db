// What plugins that need images may import as '#plugins/images'.
import { findProject } from '#plugins/projects';
import { Image } from './models/image.ts';

export { Image };

/**
 * An image that is there for its readers: not deleted (unless asked for), and its project not in the trash. Null
 * otherwise. Its `scopeId` is its project.
 */
export async function findImage(id: string, { includeDeleted = false } = {}): Promise<Image | null> {
  const image = await Image.findByPk(id);
  if (!image || (image.deletedAt && !includeDeleted)) return null;
  return (await findProject(image.projectId)) ? image : null;
}
