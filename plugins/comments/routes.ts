import { notFound, route, rows } from '#core';
import { findImage } from '#plugins/images';
import { findProject } from '#plugins/projects';
import { notYourTextToDelete, notYourTextToEdit } from './errors.ts';
import { Comment } from './models/comment.ts';
import { commentEvent, presentComment, presentComments } from './present.ts';
import { findComment } from './public.ts';
import { commentCountsSchema, commentSchema, commentTextSchema } from './schemas.ts';

export const listComments = route(
  'GET /images/:image_id/comments',
  {
    summary: 'List the comments on an image, oldest first',
    subject: ({ image_id }) => findImage(image_id, { includeDeleted: true }),
    noun: 'Image',
    access: 'comments.read',
    query: {
      type: 'object',
      properties: { include_deleted: { type: 'boolean', default: false, description: 'On a deleted image as well.' } },
    },
    response: { type: 'array', items: commentSchema },
  },
  async ({ subject: image, query, may, header }) => {
    if (image.deletedAt && !query.include_deleted) throw notFound('Image');
    const comments = await Comment.findAll({
      where: { imageId: image.id },
      order: [
        ['createdAt', 'ASC'],
        ['id', 'ASC'],
      ],
    });
    header('X-Total-Count', comments.length);
    return presentComments(comments, may);
  },
);

export const createComment = route(
  'POST /images/:image_id/comments',
  {
    summary: 'Say something about an image',
    subject: ({ image_id }) => findImage(image_id),
    noun: 'Image',
    access: 'comments.write',
    body: commentTextSchema,
    response: commentSchema,
    status: 201,
  },
  async ({ subject: image, body, user, may, emit }) => {
    const comment = await Comment.create({
      projectId: image.projectId,
      imageId: image.id,
      authorId: user.id,
      text: body.text.trim(),
    });
    emit('comments.created', commentEvent(comment));
    return presentComment(comment, may);
  },
);

export const getComment = route(
  'GET /comments/:comment_id',
  {
    summary: 'One comment',
    subject: ({ comment_id }) => findComment(comment_id),
    noun: 'Comment',
    access: 'comments.read',
    response: commentSchema,
  },
  async ({ subject: comment, may }) => presentComment(comment, may),
);

export const editComment = route(
  'PATCH /comments/:comment_id',
  {
    summary: 'Change the text of a comment of yours',
    subject: ({ comment_id }) => findComment(comment_id),
    noun: 'Comment',
    access: 'comments.write',
    body: commentTextSchema,
    response: commentSchema,
    errors: [notYourTextToEdit],
  },
  async ({ subject: comment, body, may, emit }) => {
    if (!may('comments.edit', comment)) throw notYourTextToEdit();
    const [changed] = await Comment.update(
      { text: body.text.trim(), updatedAt: new Date() },
      { where: { id: comment.id } },
    );
    if (changed === 0) throw notFound('Comment');
    await comment.reload();
    emit('comments.updated', commentEvent(comment));
    return presentComment(comment, may);
  },
);

export const deleteComment = route(
  'DELETE /comments/:comment_id',
  {
    summary: 'Delete a comment of yours',
    subject: ({ comment_id }) => findComment(comment_id),
    noun: 'Comment',
    access: 'comments.write',
    response: null,
    errors: [notYourTextToDelete],
  },
  async ({ subject: comment, may, emit }) => {
    if (!may('comments.edit', comment)) throw notYourTextToDelete();
    // Of two who delete it at once, both find it gone and one says so.
    const removed = await Comment.destroy({ where: { id: comment.id } });
    if (removed > 0) emit('comments.deleted', commentEvent(comment));
  },
);

export const countComments = route(
  'GET /projects/:project_id/comment-counts',
  {
    summary: 'How many comments each image of a project has; deleted images are left out',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'comments.read',
    response: commentCountsSchema,
  },
  async ({ subject: project }) => {
    const found = await rows<{ image_id: string; count: number }>(
      `select image_id, count(*)::int as count
       from comments join images on images.id = image_id and images.deleted_at is null
       where comments.project_id = $1 group by image_id`,
      [project.id],
    );
    return { counts: Object.fromEntries(found.map(({ image_id, count }) => [image_id, count])) };
  },
);
