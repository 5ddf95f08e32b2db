import { ACCESS_CHANGED } from '../auth/access-changes.ts';
import type { Identity } from '../auth/identity.ts';
import { readPermissionOf } from '../auth/permissions.ts';
import type { Can, Permissions } from '../auth/permissions.ts';
import type { StoredEvent } from './outbox.ts';

export type MayHear = (user: Identity, event: StoredEvent) => boolean;

/**
 * Who may hear an event: those who may read what it is about, that is, hold `<plugin>.read` (or any role, for a plugin
 * that declares none) on its scope. Changes of rights are for those concerned; what names no scope, for administrators.
 */
export const mayHear =
  (can: Can, permissions: Permissions): MayHear =>
  (user, { name, scopeId, payload }) => {
    if (name === ACCESS_CHANGED) return payload['user_id'] === null || payload['user_id'] === user.id;
    if (scopeId === null) return user.isAdministrator;
    const read = readPermissionOf(name);
    if (permissions.has(read)) return can(user, read, { scopeId });
    return user.isAdministrator || user.roles.has(scopeId);
  };
