import { defineError } from '#core';

export const notInGroup = defineError(
  'projects.not_in_group',
  403,
  "User '%s' cannot create projects in group '%s'. Please contact an administrator for access.",
);
export const unknownPerson = defineError(
  'projects.unknown_person',
  404,
  "There is nobody with the e-mail address '%s' here. Ask an administrator to invite them.",
);
export const unknownGroup = defineError(
  'projects.unknown_group',
  404,
  "There is no group '%s'. Check its name, which is case-sensitive, or make it.",
);
export const alreadyMember = defineError(
  'projects.already_member',
  409,
  "'%s' is a member already. Change their role instead.",
);
export const lastOwner = defineError(
  'projects.last_owner',
  409,
  'This is the last owner of the project. Make somebody else an owner first.',
);
export const mayNotShare = defineError(
  'projects.owners_share',
  403,
  'Only owners of a project decide who its members are.',
);
