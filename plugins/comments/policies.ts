import type { Identity } from '#core';
import type { Comment } from './models/comment.ts';

/** Whether the comment is this user's own: nobody else, of whatever rank, puts words into their mouth. */
export const isAuthor = (user: Identity, comment: Comment): boolean => comment.authorId === user.id;
