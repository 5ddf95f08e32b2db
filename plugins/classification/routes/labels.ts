import { randomUUID } from 'node:crypto';
import { notFound, pageProperties, route, rows } from '#core';
import { findImage } from '#plugins/images';
import { findProject } from '#plugins/projects';
import { foreignClass, notYourLabel, otherImage } from '../errors.ts';
import { Label } from '../models/label.ts';
import { labelEvent, mayRemove, presentLabels } from '../present.ts';
import { findClass, findLabel, onLiveImages } from '../public.ts';
import { classificationSchema, newClassificationSchema } from '../schemas.ts';

export const listLabels = route(
  'GET /images/:image_id/classifications',
  {
    summary: 'List the labels of an image, oldest first',
    subject: ({ image_id }) => findImage(image_id, { includeDeleted: true }),
    noun: 'Image',
    access: 'classification.read',
    query: {
      type: 'object',
      properties: { include_deleted: { type: 'boolean', default: false, description: 'Of a deleted image as well.' } },
    },
    response: { type: 'array', items: classificationSchema },
  },
  async ({ subject: image, query, may, header }) => {
    if (image.deletedAt && !query.include_deleted) throw notFound('Image');
    const labels = await Label.findAll({ where: { imageId: image.id }, order: oldestFirst });
    header('X-Total-Count', labels.length);
    return presentLabels(labels, may);
  },
);

export const createLabel = route(
  'POST /images/:image_id/classifications',
  {
    summary: 'Label an image with a class; the same again by the same person answers the label that is there',
    subject: ({ image_id }) => findImage(image_id),
    noun: 'Image',
    access: 'classification.label',
    body: newClassificationSchema,
    response: classificationSchema,
    status: 201,
    errors: [otherImage, foreignClass],
  },
  async ({ subject: image, body, user, may, emit }) => {
    if (body.image_id.toLowerCase() !== image.id) throw otherImage(image.id, body.image_id);
    const imageClass = await findClass(body.class_id, { keep: true });
    if (!imageClass || !may('classification.read', imageClass)) throw notFound('Image class');
    if (imageClass.projectId !== image.projectId) throw foreignClass();
    const { label, isNew } = await putOn(image, imageClass.id, user.id);
    if (isNew) emit('classification.labelled', labelEvent(label));
    const [json] = await presentLabels([label], may);
    return json as NonNullable<typeof json>;
  },
);

export const deleteLabel = route(
  'DELETE /classifications/:classification_id',
  {
    summary: 'Take a label off: your own, or anybody’s if you manage the classes',
    subject: ({ classification_id }) => findLabel(classification_id),
    noun: 'Classification',
    access: 'classification.label',
    response: null,
    errors: [notYourLabel],
  },
  async ({ subject: label, may, emit }) => {
    if (!mayRemove(label, may)) throw notYourLabel();
    // Two who take it off at once: both find it gone, one of them says so.
    const removed = await Label.destroy({ where: { id: label.id } });
    if (removed > 0) emit('classification.unlabelled', labelEvent(label));
  },
);

export const listProjectLabels = route(
  'GET /projects/:project_id/classifications',
  {
    summary: 'List the labels on the images of a project, oldest first; those of deleted images are left out',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'classification.read',
    query: { type: 'object', properties: pageProperties({ default: 1000, maximum: 10_000 }) },
    response: { type: 'array', items: classificationSchema },
  },
  async ({ subject: project, query, may, header }) => {
    const { rows: labels, count } = await Label.findAndCountAll({
      where: { projectId: project.id, ...onLiveImages },
      order: oldestFirst,
      offset: query.skip,
      limit: query.limit,
    });
    header('X-Total-Count', count);
    return presentLabels(labels, may);
  },
);

const oldestFirst: [string, string][] = [
  ['createdAt', 'ASC'],
  ['id', 'ASC'],
];

/** Puts a label on, or finds the one that is there; one statement, so that of many at once one makes it. */
async function putOn(
  image: { id: string; projectId: string },
  classId: string,
  userId: string,
): Promise<{ label: Label; isNew: boolean }> {
  const [row] = await rows<{ id: string; is_new: boolean }>(
    `insert into classification_labels (id, project_id, image_id, class_id, created_by_id, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (image_id, class_id, created_by_id) do update set class_id = excluded.class_id
     returning id, xmax = 0 as is_new`,
    [randomUUID(), image.projectId, image.id, classId, userId, new Date()],
  );
  const { id, is_new } = row as NonNullable<typeof row>;
  return { label: await Label.findByPk(id, { rejectOnEmpty: true }), isNew: is_new };
}
