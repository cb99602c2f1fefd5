/** The largest file that a direct upload takes, in bytes, inclusive; larger ones go to a signed link. */
export const directUploadMaxBytes = 150_000_000;
