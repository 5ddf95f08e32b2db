/** Who is calling: a person or a pipeline's service user. */
export interface Identity {
  readonly id: string;
  readonly email: string;
  readonly username: string | null;
  readonly kind: 'person' | 'pipeline';
  /** Site role: administrators may do everything that a permission's own predicate does not forbid. */
  readonly isAdministrator: boolean;
  /** The way in that was used. */
  readonly via: 'local' | 'api-key' | 'signature';
}
