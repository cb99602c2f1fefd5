import { readFile, stat } from 'node:fs/promises';
import { storedCaption } from './stored-caption.ts';
import { broken, noFacts, type Verdict } from './verdict.ts';

const maxCaptionBytes = 1_000_000;

/**
 * A caption is in order when it is UTF-8 text of at most a megabyte; it may be empty. One named `.json` needs
 * not be JSON: the trainer reads it as text.
 */
export async function checkCaption(path: string): Promise<Verdict> {
  const { size } = await stat(path);
  if (size > maxCaptionBytes) {
    return broken(`has ${size} bytes, and a caption has at most ${maxCaptionBytes}`);
  }
  const bytes = await readFile(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return broken('is not UTF-8 text');
  }
  return {
    broken: false,
    facts: { ...noFacts, blank: text.trim() === '', captionText: storedCaption(text) },
  };
}
