import { defineError } from '#core';

export const notYourTextToEdit = defineError(
  'comments.not_author_of_edit',
  403,
  'Not authorized to update this comment',
);
export const notYourTextToDelete = defineError(
  'comments.not_author_of_delete',
  403,
  'Not authorized to delete this comment',
);
