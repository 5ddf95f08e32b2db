/** What the person at the browser may do to a thing; a verb that is missing is not allowed. */
export type Abilities = Readonly<Record<string, boolean>>;

/** A project as the API sends it. Times are ISO-8601; `image_count` counts the images that aren't deleted, where the
    server tells. */
export interface ProjectJson {
  id: string;
  name: string;
  description: string | null;
  meta_group_id: string | null;
  image_count?: number;
  abilities: Abilities;
  created_at: string;
  updated_at: string | null;
  trashed_at?: string | null;
  last_activity_at?: string | null;
}

export type ImageState = 'processing' | 'ready' | 'failed';

/** An image as the API sends it. Width and height are pixels after EXIF orientation; sizes are bytes. */
export interface ImageJson {
  id: string;
  project_id: string;
  filename: string;
  content_type: string | null;
  size_bytes: number | null;
  width: number;
  height: number;
  state: ImageState;
  failure: string | null;
  sha256: string;
  metadata: Readonly<Record<string, unknown>>;
  uploaded_by_user_id: string;
  created_at: string;
  updated_at: string | null;
  deleted_at: string | null;
  deletion_reason: string | null;
  pending_hard_delete_at: string | null;
  storage_deleted: boolean;
  abilities: Abilities;
}
