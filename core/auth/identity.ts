import type { Role } from '../plugins/contract.ts';

/** What somebody may do by now, as the database has it. */
export interface Standing {
  readonly id: string;
  readonly email: string;
  readonly username: string | null;
  readonly kind: 'person' | 'pipeline';
  readonly isAdministrator: boolean;
  /** Names of the groups that they are in. */
  readonly groups: readonly string[];
  /** Their best role, own or by a group, on each scope (such as a project) where they have one. */
  readonly roles: ReadonlyMap<string, Role>;
}

/** What a credential leaves out of its owner's rights. */
export interface Limits {
  /** `read`, `write`, `keys`, `admin`, or names of single permissions; null: everything. */
  readonly scopes: readonly string[] | null;
  /** The only projects that count; null: all. */
  readonly projects: readonly string[] | null;
}

/** A pipeline whose signature a request carries. */
export interface Signer {
  readonly keyId: string;
  /** The only models that it may announce; null: all. */
  readonly allowedModels: readonly string[] | null;
  /** The only projects that it may work in; null: all. */
  readonly projects: readonly string[] | null;
}

/** Who is calling: a person or a pipeline's service user, and by which credential. */
export interface Identity {
  readonly id: string;
  readonly email: string;
  readonly username: string | null;
  readonly kind: 'person' | 'pipeline';
  /** Site role: administrators may do everything that a permission's own predicate does not forbid. */
  readonly isAdministrator: boolean;
  readonly groups: readonly string[];
  readonly roles: ReadonlyMap<string, Role>;
  /** The way in that was used: `api-key`, `signature`, or the name of a provider, such as `local`. */
  readonly via: string;
  /** Id of the session or API key that was shown; null for other ways in. */
  readonly credentialId: string | null;
  /** Null: all that the owner may do. */
  readonly limits: Limits | null;
  /** The pipeline that signed the request; null when nobody did. */
  readonly signer: Signer | null;
  /** Who this is by now, or null when the credential or its owner no longer counts. */
  renew(): Promise<Identity | null>;
}

/** Makes the caller out of a standing; `renew` asks for the same again. */
export const identityOf = (
  standing: Standing,
  via: string,
  renew: () => Promise<Identity | null>,
  more: Partial<Pick<Identity, 'credentialId' | 'limits' | 'signer'>> = {},
): Identity => ({ ...standing, via, renew, credentialId: null, limits: null, signer: null, ...more });
