/*
 * A process that decodes files it does not trust, one at a time: a decoder that crashes, hangs or eats memory
 * takes this process down and nothing else. Files, and orders to make a picture small, come in and verdicts go out
 * over the channel to the parent.
 */
import { checkFile } from './check-file.ts';
import { drawThumbnail } from './draw-thumbnail.ts';
import type { MediaFile, ThumbnailOrder, Verdict } from './verdict.ts';

/** What the process answers to a file. */
export type ValidatorAnswer =
  | { readonly verdict: Verdict }
  /** The file could not be read; nothing is known of what is in it. */
  | { readonly unreadable: string };

const maxRssBytes = 2_000_000_000;
const watchEveryMs = 100;

process.on('message', (work: MediaFile | ThumbnailOrder) => {
  // Looked at only meanwhile: a process that waits for work must not take time from trainers.
  const watch = setInterval(endWhereTooLarge, watchEveryMs);
  void answer(work).then((result) => {
    clearInterval(watch);
    process.send?.(result, undefined, undefined, endWhereTooLarge);
  });
});
process.on('disconnect', () => process.exit());
// A parent that died while this process started: there is nobody to answer.
process.on('error', () => process.exit());
// The parent decides when to stop; a Ctrl-C in the terminal reaches the whole group.
process.on('SIGINT', () => {});
process.send?.('ready');

function endWhereTooLarge(): void {
  if (process.memoryUsage.rss() > maxRssBytes) process.exit(1);
}

async function answer(work: MediaFile | ThumbnailOrder): Promise<ValidatorAnswer> {
  try {
    return { verdict: await ('thumbnail' in work ? drawThumbnail(work) : checkFile(work)) };
  } catch (error) {
    return { unreadable: String(error) };
  }
}
