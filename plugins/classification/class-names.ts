import { Op, Transaction, col, fn, where } from 'sequelize';
import { notFound, rows } from '#core';
import { hotkeyTaken, nameTaken } from './errors.ts';
import { ImageClass } from './models/image-class.ts';

/**
 * All classes of a project, oldest first, with the right to change them until the open transaction ends: others who
 * want to make, change or delete one wait, so that names, keys and colours are given out once.
 */
export async function holdClasses(projectId: string): Promise<ImageClass[]> {
  await rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`classification/${projectId}`]);
  return ImageClass.findAll({
    where: { projectId },
    order: [
      ['createdAt', 'ASC'],
      ['id', 'ASC'],
    ],
  });
}

/** The same, and the row of one of them, so that no label can be hung on it meanwhile; 404 if it is gone by now. */
export async function holdClass(imageClass: ImageClass): Promise<ImageClass[]> {
  const classes = await holdClasses(imageClass.projectId);
  if (!(await ImageClass.findByPk(imageClass.id, { lock: Transaction.LOCK.UPDATE }))) throw notFound('Image class');
  return classes;
}

/** Refuses a name that another class of the project has, whatever the case of its letters. */
export async function checkName(projectId: string, name: string, exceptId?: string): Promise<void> {
  const twin = await ImageClass.findOne({
    where: {
      projectId,
      ...(exceptId ? { id: { [Op.ne]: exceptId } } : {}),
      [Op.and]: where(fn('lower', col('name')), fn('lower', name)),
    },
  });
  if (twin) throw nameTaken(twin.name);
}

/** Refuses a key that another class of the project has. */
export function checkHotkey(classes: readonly ImageClass[], hotkey: string | null, exceptId?: string): void {
  const holder = hotkey && classes.find((each) => each.hotkey === hotkey && each.id !== exceptId);
  if (holder) throw hotkeyTaken(holder.hotkey ?? '', holder.name);
}
