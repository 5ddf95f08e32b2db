import type { Subject } from '#core';

/** Answers whether the caller may do something to a subject; a permission that no plugin declares is refused. */
export type May = (permission: string, subject: Subject) => boolean;

/**
 * What a person may do to an image, and the permission that each takes. Labels and comments belong to other plugins:
 * without them nobody may.
 */
const permissions = {
  edit: 'images.edit',
  delete: 'images.delete',
  purge: 'images.purge',
  label: 'classification.label',
  comment: 'comments.write',
} as const;

/** The caller's abilities on an image, as its JSON carries them. */
export function abilitiesOn(image: Subject, may: May): Record<string, boolean> {
  return Object.fromEntries(Object.entries(permissions).map(([verb, permission]) => [verb, may(permission, image)]));
}
