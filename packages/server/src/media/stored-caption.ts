/** How much of a caption is kept beside its file's row, in UTF-16 units. */
export const storedCaptionLength = 65_536;

/** The beginning of a caption as it is kept in the database, which holds no NUL and no half of a character. */
export function storedCaption(text: string): string {
  return text.slice(0, storedCaptionLength).toWellFormed().replaceAll('\0', '\ufffd');
}
