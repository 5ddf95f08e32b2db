/** A user as the API sends it. Times are ISO-8601. */
export interface UserJson {
  id: string;
  email: string;
  username: string | null;
  kind: 'person' | 'pipeline';
  is_active: boolean;
  is_administrator: boolean;
  groups: readonly string[];
  created_at: string;
}

/** A browser in which somebody is signed in. */
export interface SessionJson {
  id: string;
  device: string;
  address: string;
  via: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  is_current: boolean;
}

/** An API key, without the key. `scopes` and `project_ids` limit what it is good for; `project_ids` null: all of its owner's. */
export interface ApiKeyJson {
  id: string;
  name: string;
  is_active: boolean;
  scopes: readonly string[];
  project_ids: readonly string[] | null;
  expires_at: string | null;
  last_used_at: string | null;
  created_at: string;
}

/** A link for an invitation or a reset; `url` is there this once, and null when it went by mail. */
export interface LinkJson {
  url: string | null;
  expires_at: string;
  mailed: boolean;
}

export interface GroupJson {
  id: string;
  name: string;
  member_count: number;
  created_at: string;
  abilities: { edit: boolean };
}

export interface GroupMemberJson {
  user: { id: string; email: string; username: string | null };
  /** By whose word: 'local', or the name of a way in. */
  source: string;
  created_at: string;
}

export interface PipelineJson {
  id: string;
  name: string;
  key_id: string;
  is_active: boolean;
  is_built_in: boolean;
  allowed_models: readonly string[] | null;
  project_ids: readonly string[] | null;
  /** `is_lost`: it signs nothing any longer, since the site's own key has changed. */
  secrets: readonly { id: string; created_at: string; is_lost: boolean }[];
  created_at: string;
}

export interface PermissionJson {
  name: string;
  title: string;
  granted_to: readonly string[];
}

export interface PluginJson {
  name: string;
  title: string;
  summary: string;
  needs: readonly string[];
  is_first_party: boolean;
  permissions: readonly PermissionJson[];
  events: readonly string[];
  settings: readonly {
    name: string;
    env: string | null;
    description: string;
    value: unknown;
    is_default: boolean;
  }[];
  tables: readonly string[];
}

/** One thing that was done, or that somebody was kept from doing. */
export interface AuditEntryJson {
  id: string | number;
  at: string;
  actor: { id: string; email: string } | null;
  via: string | null;
  action: string;
  summary: string | null;
  outcome: 'done' | 'denied' | 'failed';
  status: number | null;
  detail: string | null;
  project_id: string | null;
  target_id: string | null;
  changes: readonly {
    table: string;
    operation: 'insert' | 'update' | 'delete';
    /** Null: many rows, of which only the number is kept, in `rows`. */
    id: string | null;
    rows?: number;
    before: Readonly<Record<string, unknown>> | null;
    after: Readonly<Record<string, unknown>> | null;
  }[];
  changes_left_out: number;
  request_id: string | null;
  address: string | null;
  agent: string | null;
  hash: string;
}

export interface VerificationJson {
  is_whole: boolean;
  entries: number;
  head: string;
  first_fault: { id: string | number; sentence: string } | null;
}
