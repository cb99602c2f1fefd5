/* Types of the tables about captioning; tables.ts says how values are kept. */

/** A job whose `kind` is `captioning`: what it captions, and how. */
export interface CaptioningsTable {
  job_id: string;
  dataset_id: string;
  captioner: string;
  /** Model, prompt and the like, as JSON. */
  settings: string;
  /** Pictures and videos that the captioner does not read. */
  left_out: number;
}

/** What became of one file; written in the transaction that writes its caption. */
export interface CaptionResultsTable {
  job_id: string;
  /** The picture or video. */
  filename: string;
  /** `kept`: somebody changed its caption meanwhile, so that it was left alone. */
  result: 'saved' | 'kept' | 'failed';
  /** Why it failed. */
  message: string | null;
}
