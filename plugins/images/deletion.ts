import { emit, rows } from '#core';
import { DeletionEvent } from './models/deletion-event.ts';
import type { DeletionAction } from './models/deletion-event.ts';
import { Image } from './models/image.ts';
import { imageEvent } from './present.ts';
import { originalKey, originals, pyramids, thumbnails, thumbnailsKey } from './storage.ts';

const A_DAY = 24 * 3600 * 1000;

/** One step of a deletion: who takes it, when, and why. */
export interface Step {
  /** Null for the platform itself. */
  readonly actorId: string | null;
  readonly at: Date;
  readonly reason: string | null;
}

/** Within a transaction: the image, which nobody else can change until it ends. */
export const lockImage = (id: string): Promise<Image> => Image.findByPk(id, { lock: true, rejectOnEmpty: true });

/** Within a transaction: hides an image, which can be restored for some days. Its files stay. */
export async function softDelete(image: Image, step: Step, retentionDays: number): Promise<void> {
  await image.update({
    deletedAt: step.at,
    deletedById: step.actorId,
    deletionReason: step.reason,
    pendingHardDeleteAt: new Date(step.at.getTime() + retentionDays * A_DAY),
    updatedAt: step.at,
  });
  await record(image, 'soft_delete', step, { deleted_at: null });
  emit('images.deleted', { ...imageEvent(image), permanently: false });
}

/** Within a transaction: removes the files of a deleted image for good, once it has committed. The record stays. */
export async function removeFiles(image: Image, action: 'force_delete' | 'hard_delete_job', step: Step): Promise<void> {
  const { pyramidKey } = image;
  await originals.removeOnCommit(originalKey(image.id));
  await thumbnails.removeOnCommit(thumbnailsKey(image.id));
  if (pyramidKey) await pyramids.removeOnCommit(pyramidKey);
  await image.update({
    storageDeleted: true,
    hardDeletedAt: image.hardDeletedAt ?? step.at,
    hardDeletedById: step.actorId,
    pyramidKey: null,
    updatedAt: step.at,
  });
  await record(image, action, step, {});
  emit('images.deleted', { ...imageEvent(image), permanently: true });
}

/** Within a transaction: undoes a deletion. */
export async function restore(image: Image, step: Step): Promise<void> {
  const before = { deleted_at: image.deletedAt?.toISOString() ?? null, deletion_reason: image.deletionReason ?? null };
  await image.update({
    deletedAt: null,
    deletedById: null,
    deletionReason: null,
    pendingHardDeleteAt: null,
    updatedAt: step.at,
  });
  await record(image, 'restore', step, before);
  emit('images.restored', imageEvent(image));
}

/** Within a transaction: the ids of deleted images whose time is over, locked; at most `limit`. */
export async function findExpired(limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    `select id from images where not storage_deleted and pending_hard_delete_at < now()
     order by pending_hard_delete_at limit $1 for update skip locked`,
    [limit],
  );
  return found.map(({ id }) => id);
}

const record = (image: Image, action: DeletionAction, step: Step, previousState: Record<string, unknown>) =>
  DeletionEvent.create({
    imageId: image.id,
    projectId: image.projectId,
    actorUserId: step.actorId,
    action,
    reason: step.reason,
    storageDeleted: image.storageDeleted,
    previousState,
    at: step.at,
  });
