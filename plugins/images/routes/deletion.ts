import { pageProperties, route } from '#core';
import { findProject } from '#plugins/projects';
import { lockImage, removeFiles, restore, softDelete } from '../deletion.ts';
import { mayNotPurge, permanentlyDeleted, reasonTooShort, retentionExpired } from '../errors.ts';
import { buildPyramid } from '../jobs/build-pyramid.ts';
import { DeletionEvent } from '../models/deletion-event.ts';
import { presentDeletionEvent, presentImage } from '../present.ts';
import { findImageWithDeleted } from '../public.ts';
import { deletionEventSchema, imageSchema } from '../schemas.ts';
import { settings } from '../settings.ts';

const imageOfProject = async ({ project_id, image_id }: { project_id: string; image_id: string }) => {
  const image = await findImageWithDeleted(image_id);
  return image?.projectId === project_id ? image : null;
};

export const deleteImage = route(
  'DELETE /projects/:project_id/images/:image_id',
  {
    summary: 'Delete an image, with a reason; it can be restored for some days',
    description:
      'With `force` its files are removed at once and for good, which needs `images.purge`. What has been done already ' +
      'is not done again.',
    subject: imageOfProject,
    noun: 'Image',
    access: 'images.delete',
    body: {
      type: 'object',
      required: ['reason'],
      properties: {
        reason: { type: 'string', maxLength: 2000, examples: ['Uploaded twice by mistake'] },
        force: { type: ['boolean', 'null'], default: false },
      },
    },
    response: imageSchema,
    errors: [reasonTooShort, mayNotPurge],
  },
  async ({ subject, body, user, may }) => {
    if (body.force && !may('images.purge', subject)) throw mayNotPurge();
    const { deletionReasonMinimum, deletionRetentionDays } = settings();
    const reason = body.reason.trim();
    if ([...reason].length < deletionReasonMinimum) throw reasonTooShort(deletionReasonMinimum);
    const image = await lockImage(subject.id);
    const step = { actorId: user.id, at: new Date(), reason };
    if (!image.deletedAt) await softDelete(image, step, deletionRetentionDays);
    if (body.force && !image.storageDeleted) await removeFiles(image, 'force_delete', step);
    return presentImage(image, may);
  },
);

export const restoreImage = route(
  'POST /projects/:project_id/images/:image_id/restore',
  {
    summary: 'Restore a deleted image',
    subject: imageOfProject,
    noun: 'Image',
    access: 'images.delete',
    response: imageSchema,
    errors: [permanentlyDeleted, retentionExpired],
  },
  async ({ subject, user, may }) => {
    const image = await lockImage(subject.id);
    if (!image.deletedAt) return presentImage(image, may);
    if (image.storageDeleted) throw permanentlyDeleted();
    const now = new Date();
    if (image.pendingHardDeleteAt && now > image.pendingHardDeleteAt) throw retentionExpired();
    await restore(image, { actorId: user.id, at: now, reason: null });
    // Its tiles may not have been finished when it was deleted.
    if (image.state === 'processing') await buildPyramid.enqueue({ image_id: image.id }, { key: image.id });
    return presentImage(image, may);
  },
);

export const listDeletionEvents = route(
  'GET /projects/:project_id/images/deletion-events',
  {
    summary: 'What was deleted and restored in a project: who, when and why, newest first',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'images.read',
    query: {
      type: 'object',
      properties: { ...pageProperties({ default: 100 }), image_id: { type: 'string', format: 'uuid' } },
    },
    response: {
      type: 'object',
      required: ['events', 'total'],
      properties: { events: { type: 'array', items: deletionEventSchema }, total: { type: 'integer' } },
    },
  },
  async ({ subject: project, query }) => {
    const { rows: events, count: total } = await DeletionEvent.findAndCountAll({
      where: { projectId: project.id, ...(query.image_id ? { imageId: query.image_id } : {}) },
      // Steps of one transaction share their time; then removal comes after deletion.
      order: [
        ['at', 'DESC'],
        ['action', 'ASC'],
        ['id', 'ASC'],
      ],
      offset: query.skip,
      limit: query.limit,
    });
    return { events: events.map(presentDeletionEvent), total };
  },
);
