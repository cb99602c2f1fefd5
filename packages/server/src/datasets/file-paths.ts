/** Path on this server to a file of a dataset. */
export function filePath(datasetId: string, filename: string): string {
  return `/prod/v1/trainers/datasets/${datasetId}/files/${encodeURIComponent(filename)}`;
}

/** Path on this server to its thumbnail, with the hash of the file so that it may be kept for ever. */
export function thumbnailPath(datasetId: string, filename: string, sha256: string | null): string {
  const version = sha256 === null ? '' : `&v=${sha256}`;
  return `${filePath(datasetId, filename)}/thumbnail?size=256${version}`;
}
