// What plugins that need classification may import as '#plugins/classification'.
import { Op, Transaction, literal } from 'sequelize';
import { findImage } from '#plugins/images';
import { findProject } from '#plugins/projects';
import { ImageClass } from './models/image-class.ts';
import { Label } from './models/label.ts';

export { ImageClass, Label };

/**
 * A class whose project is not in the trash, or null. `keep`: it stays as it is until the open transaction ends, so
 * that a label can be hung on it.
 */
export async function findClass(id: string, { keep = false } = {}): Promise<ImageClass | null> {
  const imageClass = await ImageClass.findByPk(id, keep ? { lock: Transaction.LOCK.KEY_SHARE } : {});
  return imageClass && (await findProject(imageClass.projectId)) ? imageClass : null;
}

/** A label on an image that is there for its readers, or null. */
export async function findLabel(id: string): Promise<Label | null> {
  const label = await Label.findByPk(id);
  return label && (await findImage(label.imageId)) ? label : null;
}

/** Condition on labels: those on images that are not deleted. */
export const onLiveImages = {
  [Op.and]: literal('exists (select 1 from images where images.id = "Label"."image_id" and images.deleted_at is null)'),
};
