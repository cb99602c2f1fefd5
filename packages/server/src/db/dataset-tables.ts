import type { Generated } from 'kysely';

/* Types of the tables about datasets; tables.ts says how values are kept. */

type Bool = 0 | 1;

export interface DatasetsTable {
  id: string;
  account_id: string;
  name: string;
  /** Grows with every change of files; a run pins (dataset, revision). */
  revision: number;
  file_count: number;
  image_count: Generated<number>;
  video_count: Generated<number>;
  total_bytes: number;
  unvalidated_count: number;
  /** Catalogue code of why the dataset is FAILED; null otherwise. */
  error_code: number | null;
  error_message: string | null;
  /** What the store said of the dataset's folder when it was last compared with the rows. */
  listing_token: string | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

export interface DatasetFilesTable {
  id: string;
  dataset_id: string;
  filename: string;
  /** The name without extension: what pairs captions and control images. */
  stem: string;
  kind: 'image' | 'video' | 'caption';
  size_bytes: number;
  sha256: string | null;
  object_key: string;
  validated_at: number | null;
  width: number | null;
  height: number | null;
  frames: number | null;
  frame_rate: number | null;
  duration_seconds: number | null;
  /** Of a caption: whether it holds nothing but white space. */
  blank: Bool | null;
  /** The beginning of a caption (`captionTextLength` characters), to show and to search; null until it was read. */
  caption_text: string | null;
  /** Folded by `foldCase`: the name of a picture or video, the text of a caption; null as long as that is unread. */
  search_text: string | null;
  /** The file belongs to revisions added_revision <= r < removed_revision. */
  added_revision: number;
  removed_revision: number | null;
  created_at: number;
}

/** Uploads under way: bytes arriving now (`direct`) or a signed URL that may still be used (`signed`). */
export interface UploadsTable {
  id: string;
  dataset_id: string;
  filename: string;
  /** Null for a direct upload, whose size is known at its end. */
  size_bytes: number | null;
  method: 'direct' | 'signed';
  created_at: number;
  expires_at: number;
  /** When a file of this name arrived: the URL stays usable until it expires, but no longer counts. */
  used_at: number | null;
}
