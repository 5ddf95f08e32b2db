import { definePlugin } from '#core';
import { Comment } from './models/comment.ts';
import { isAuthor } from './policies.ts';
import { countComments, createComment, deleteComment, editComment, getComment, listComments } from './routes.ts';
import { commentEventSchema } from './schemas.ts';

export default definePlugin({
  name: 'comments',
  title: 'Comments',
  summary: 'Remarks on images, with their authors.',
  needs: ['projects', 'images'],
  register(host) {
    host.models(Comment);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.permissions({
      'comments.read': { title: 'Read comments', grantedTo: ['viewer', 'pipeline'] },
      'comments.write': { title: 'Comment on images', grantedTo: ['commenter'] },
      'comments.edit': { title: 'Change and delete one’s own comments', grantedTo: ['commenter'], allows: isAuthor },
    });
    host.routes(listComments, createComment, getComment, editComment, deleteComment, countComments);
    host.emits({
      'comments.created': commentEventSchema,
      'comments.updated': commentEventSchema,
      'comments.deleted': commentEventSchema,
    });
    host.ui({
      module: './ui/index.ts',
      slots: {
        'image.sidebar': { element: 'comments-panel', id: 'comments', title: 'Comments', order: 30 },
        'image.badge': { element: 'comments-badge', order: 20 },
      },
    });
  },
});
