import { findUsers } from '#core';
import { abilitiesOn } from './abilities.ts';
import type { May } from './abilities.ts';
import type { DeletionEvent } from './models/deletion-event.ts';
import type { Image } from './models/image.ts';
import type { DeletionEventJson, ImageJson } from './schemas.ts';
import { originalKey } from './storage.ts';

/** Images as the API shows them, in their order, with what the caller may do to each. */
export async function presentImages(images: readonly Image[], may: May): Promise<ImageJson[]> {
  const uploaders = await findUsers(images.map(({ uploadedById }) => uploadedById));
  return images.map((image) => imageJson(image, uploaders.get(image.uploadedById)?.email ?? '', may));
}

/** One image as the API shows it. */
export async function presentImage(image: Image, may: May): Promise<ImageJson> {
  const [json] = await presentImages([image], may);
  return json as ImageJson;
}

/** A step of a deletion as the API shows it. */
export const presentDeletionEvent = (event: DeletionEvent): DeletionEventJson => ({
  id: event.id,
  image_id: event.imageId,
  project_id: event.projectId,
  actor_user_id: event.actorUserId ?? null,
  action: event.action,
  reason: event.reason ?? null,
  storage_deleted: event.storageDeleted,
  previous_state: event.previousState ?? null,
  at: event.at.toISOString(),
});

/** Payload of an image's events. */
export const imageEvent = ({ id, projectId, filename }: Image) => ({ project_id: projectId, image_id: id, filename });

const textOf = (time: Date | null | undefined): string | null => time?.toISOString() ?? null;

function imageJson(image: Image, uploader: string, may: May): ImageJson {
  return {
    id: image.id,
    project_id: image.projectId,
    filename: image.filename,
    content_type: image.contentType,
    size_bytes: image.sizeBytes,
    metadata: image.metadata,
    object_storage_key: `images/originals/${originalKey(image.id)}`,
    uploaded_by_user_id: uploader,
    uploader_id: image.uploadedById,
    created_at: image.createdAt.toISOString(),
    updated_at: textOf(image.updatedAt),
    deleted_at: textOf(image.deletedAt),
    deleted_by_user_id: image.deletedById ?? null,
    deletion_reason: image.deletionReason ?? null,
    pending_hard_delete_at: textOf(image.pendingHardDeleteAt),
    hard_deleted_at: textOf(image.hardDeletedAt),
    hard_deleted_by_user_id: image.hardDeletedById ?? null,
    storage_deleted: image.storageDeleted,
    width: image.width,
    height: image.height,
    pages: image.pages,
    sha256: image.sha256,
    state: image.state,
    failure: image.failure ?? null,
    abilities: abilitiesOn(image, may),
  };
}
