// The whole surface that plugins may import as '#core'.
export { definePlugin } from './plugins/contract.ts';
export type {
  AppFacts,
  EventMeta,
  Host,
  JobContext,
  Mount,
  MountedRequest,
  Permission,
  Plugin,
  Role,
  SlotContribution,
  StartContext,
} from './plugins/contract.ts';
export { rawRoute, route } from './http/route.ts';
export type { Emit, Origin, Route, Subject } from './http/route.ts';
export type { Answer } from './http/answers.ts';
export { pageProperties } from './http/paginate.ts';
export { writtenJson } from './http/written-json.ts';
export { AppError, authenticationRequired, bodyTooLarge, defineError, invalidInput, notFound } from './errors.ts';
export type { ErrorMaker, Fault } from './errors.ts';
export type { Identity } from './auth/identity.ts';
export type { Approach, AuthProvider, PasswordClaim } from './auth/provider.ts';
export { userOfSubject } from './auth/foreign-identity.ts';
export { openSession } from './auth/session.ts';
export { Grant, grantRole, revokeRole } from './auth/grant.ts';
export type { GrantedRole, Holder } from './auth/grant.ts';
export { holdersOn, isLastOwnership, roleSources } from './auth/holders.ts';
export type { GrantHolder, RoleSource } from './auth/holders.ts';
export { findGroup, Group, isInGroup, joinGroup, provideGroup, syncGroups } from './auth/group.ts';
export { ACCESS_CHANGED, accessChanged } from './auth/access-changes.ts';
export { emailSchema, findPerson, findUserByEmail, findUsers, provideUser } from './auth/user.ts';
export {
  afterCommit,
  database,
  inTransaction,
  outsideTransaction,
  rows,
  transactionClient,
} from './database/connection.ts';
export { noteAudit } from './audit/context.ts';
export { emit } from './events/outbox.ts';
export { defineJob } from './jobs/job.ts';
export type { Job } from './jobs/job.ts';
export { storageArea } from './storage/area.ts';
export type { StorageArea } from './storage/area.ts';
export type { ObjectFacts, OpenObject, Presigned, ReadOptions } from './storage/contract.ts';
export { missingObject } from './storage/keys.ts';
