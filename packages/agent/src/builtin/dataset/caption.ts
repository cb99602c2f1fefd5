import { open } from 'node:fs/promises';

/** More than this of a caption is not read. */
const maxCaptionBytes = 64 * 1024;

/**
 * The caption of a media file: the text in the file of the same name with the caption extension, or the
 * default where that is missing or blank; the placeholders replaced, and the trigger word put in front where
 * it does not occur, as the trainer does it.
 */
export async function readCaption(
  mediaPath: string,
  extension: string,
  defaultCaption: string,
  triggerWord: string,
): Promise<string> {
  const dot = mediaPath.lastIndexOf('.');
  const written = (await readStart(mediaPath.slice(0, dot) + extension)).trim();
  const caption = (written === '' ? defaultCaption : written)
    .replaceAll('[trigger]', triggerWord)
    .replaceAll('[name]', triggerWord);
  if (triggerWord.trim() === '' || caption.includes(triggerWord)) return caption;
  return `${triggerWord} ${caption}`;
}

async function readStart(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(maxCaptionBytes), 0, maxCaptionBytes, 0);
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
