// What plugins that need comments may import as '#plugins/comments'.
import { findImage } from '#plugins/images';
import { Comment } from './models/comment.ts';

export { Comment };

/** A comment on an image that is there for its readers, or null. */
export async function findComment(id: string): Promise<Comment | null> {
  const comment = await Comment.findByPk(id);
  return comment && (await findImage(comment.imageId)) ? comment : null;
}
