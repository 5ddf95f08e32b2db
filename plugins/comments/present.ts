import { findUsers } from '#core';
import type { Subject } from '#core';
import type { Comment } from './models/comment.ts';
import type { CommentEvent, CommentJson } from './schemas.ts';

type May = (permission: string, subject: Subject) => boolean;

/** Comments as the API shows them, in their order, with their authors and what the caller may do to each. */
export async function presentComments(comments: readonly Comment[], may: May): Promise<CommentJson[]> {
  const people = await findUsers(comments.map(({ authorId }) => authorId));
  return comments.map((comment) => {
    const isMine = may('comments.edit', comment);
    return {
      id: comment.id,
      image_id: comment.imageId,
      text: comment.text,
      author_id: comment.authorId,
      author: people.get(comment.authorId) ?? { id: comment.authorId, email: '', username: null },
      edited: Boolean(comment.updatedAt),
      created_at: comment.createdAt.toISOString(),
      updated_at: comment.updatedAt?.toISOString() ?? null,
      abilities: { edit: isMine, delete: isMine },
    };
  });
}

/** One comment as the API shows it. */
export async function presentComment(comment: Comment, may: May): Promise<CommentJson> {
  const [json] = await presentComments([comment], may);
  return json as CommentJson;
}

export const commentEvent = (comment: Comment): CommentEvent => ({
  project_id: comment.projectId,
  image_id: comment.imageId,
  comment_id: comment.id,
  author_id: comment.authorId,
});
