import { invalidInput, route, rows } from '#core';
import { findProject } from '#plugins/projects';
import { checkHotkey, checkName, holdClass, holdClasses } from '../class-names.ts';
import { classInUse, hotkeyTaken, nameTaken, otherProject } from '../errors.ts';
import { freeHotkey, hotkeyOf } from '../hotkey.ts';
import { ImageClass } from '../models/image-class.ts';
import { Label } from '../models/label.ts';
import { nextColor } from '../palette.ts';
import { presentClass } from '../present.ts';
import { findClass } from '../public.ts';
import { classChangesSchema, classSchema, newClassSchema } from '../schemas.ts';

export const listClasses = route(
  'GET /projects/:project_id/classes',
  {
    summary: 'List the classes of a project, oldest first',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'classification.read',
    response: { type: 'array', items: classSchema },
  },
  async ({ subject: project, may, header }) => {
    const classes = await ImageClass.findAll({
      where: { projectId: project.id },
      order: [
        ['createdAt', 'ASC'],
        ['id', 'ASC'],
      ],
    });
    const counts = await labelCounts(project.id);
    header('X-Total-Count', classes.length);
    return classes.map((imageClass) => presentClass(imageClass, counts.get(imageClass.id) ?? 0, may));
  },
);

export const createClass = route(
  'POST /projects/:project_id/classes',
  {
    summary: 'Make a class; it gets a colour and a free key unless some are given',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'classification.manage',
    body: newClassSchema,
    response: classSchema,
    status: 201,
    errors: [otherProject, nameTaken, hotkeyTaken],
  },
  async ({ subject: project, body, may, emit }) => {
    if (body.project_id.toLowerCase() !== project.id) throw otherProject();
    const name = body.name.trim();
    const classes = await holdClasses(project.id);
    await checkName(project.id, name);
    const keys = classes.map(({ hotkey }) => hotkey);
    const hotkey = body.hotkey === undefined ? freeHotkey(name, keys) : body.hotkey && hotkeyOf(body.hotkey);
    checkHotkey(classes, hotkey);
    const imageClass = await ImageClass.create({
      projectId: project.id,
      name,
      description: body.description ?? null,
      color: body.color?.toLowerCase() ?? nextColor(classes.map(({ color }) => color)),
      hotkey,
    });
    emit('classification.classes_changed', { project_id: project.id, class_id: imageClass.id });
    return presentClass(imageClass, 0, may);
  },
);

export const getClass = route(
  'GET /classes/:class_id',
  {
    summary: 'One class',
    subject: ({ class_id }) => findClass(class_id),
    noun: 'Image class',
    access: 'classification.read',
    response: classSchema,
  },
  async ({ subject: imageClass, may }) =>
    presentClass(imageClass, await Label.count({ where: { classId: imageClass.id } }), may),
);

export const editClass = route(
  'PATCH /classes/:class_id',
  {
    summary: 'Change a class; its labels stay on it',
    subject: ({ class_id }) => findClass(class_id),
    noun: 'Image class',
    access: 'classification.manage',
    body: classChangesSchema,
    response: classSchema,
    errors: [nameTaken, hotkeyTaken],
  },
  async ({ subject: imageClass, body, may, emit }) => {
    const { name, description, color, hotkey } = body;
    if ([name, description, color, hotkey].every((value) => value === undefined)) {
      throw invalidInput([
        { pointer: '/body', message: 'holds no change; send at least one of name, description, color, hotkey' },
      ]);
    }
    const { id, projectId } = imageClass;
    const classes = await holdClass(imageClass);
    if (name !== undefined) await checkName(projectId, name.trim(), id);
    const key = hotkey && hotkeyOf(hotkey);
    checkHotkey(classes, key ?? null, id);
    await imageClass.update({
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(description === undefined ? {} : { description }),
      ...(color === undefined ? {} : { color: color.toLowerCase() }),
      ...(key === undefined ? {} : { hotkey: key }),
      updatedAt: new Date(),
    });
    emit('classification.classes_changed', { project_id: projectId, class_id: id });
    return presentClass(imageClass, await Label.count({ where: { classId: id } }), may);
  },
);

export const deleteClass = route(
  'DELETE /classes/:class_id',
  {
    summary: 'Delete a class; one that is in use only with force, which removes its labels too',
    description: 'The header X-Labels-Removed says how many labels went with it.',
    subject: ({ class_id }) => findClass(class_id),
    noun: 'Image class',
    access: 'classification.manage',
    query: {
      type: 'object',
      properties: { force: { type: 'boolean', default: false, description: 'Remove the labels on it as well.' } },
    },
    response: null,
    errors: [classInUse],
  },
  async ({ subject: imageClass, query, emit, header }) => {
    await holdClass(imageClass);
    const { id, projectId, name } = imageClass;
    const images = await Label.count({ where: { classId: id }, distinct: true, col: 'image_id' });
    const labels = await Label.count({ where: { classId: id } });
    if (labels > 0 && !query.force) throw classInUse(name, counted(images, 'image'), counted(labels, 'label'));
    await Label.destroy({ where: { classId: id } });
    await imageClass.destroy();
    header('X-Labels-Removed', labels);
    emit('classification.classes_changed', { project_id: projectId, class_id: id, removed_labels: labels });
  },
);

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** How many labels hang on each class of a project that has any. */
async function labelCounts(projectId: string): Promise<Map<string, number>> {
  const found = await rows<{ class_id: string; count: number }>(
    'select class_id, count(*)::int as count from classification_labels where project_id = $1 group by class_id',
    [projectId],
  );
  return new Map(found.map(({ class_id, count }) => [class_id, count]));
}
