import type { Identity } from '#core';
import type { Label } from './models/label.ts';

/** Whether the label is this user's own word. */
export const isLabeller = (user: Identity, label: Label): boolean => label.createdById === user.id;
