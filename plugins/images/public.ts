// What plugins that need images may import as '#plugins/images'.
import { rows } from '#core';
import { Image } from './models/image.ts';

export { Image };

/**
 * An image that is there for its readers: not deleted (unless asked for), and its project not in the trash. Null
 * otherwise. Its `scopeId` is its project.
 */
export async function findImage(id: string, { includeDeleted = false } = {}): Promise<Image | null> {
  const image = await Image.findByPk(id);
  if (!image || (image.deletedAt && !includeDeleted)) return null;
  const [project] = await rows('select 1 from projects where id = $1 and trashed_at is null', [image.projectId]);
  return project ? image : null;
}
