/** Text that must not be seen, and what stands in its place. */
export interface Replacement {
  text: string;
  by: string;
}

/** Replaces texts in a stream, wherever the chunks are cut. */
export interface Redactor {
  /** The part of what came so far that is certain; a possible beginning of a text is held back. */
  push(chunk: string): string;
  /** What was held back. */
  end(): string;
}

/** What a secret is replaced by. */
export const redactedMark = '[redacted]';

/** Shorter values are no secrets (a flag, a port), and removing them would make every log unreadable. */
const shortestSecret = 4;

/** The replacements that hide the values of `secrets`. */
export function hideSecrets(secrets: Readonly<Record<string, string>>): Replacement[] {
  return Object.values(secrets)
    .filter((value) => value.length >= shortestSecret)
    .map((text) => ({ text, by: redactedMark }));
}

/**
 * A redactor for one stream. At each position the longest matching text is replaced; what is replaced is
 * not searched again.
 */
export function createRedactor(replacements: readonly Replacement[]): Redactor {
  const longestFirst = replacements
    .filter(({ text }) => text !== '')
    .sort((a, b) => b.text.length - a.text.length);
  const starts = new Set(longestFirst.map(({ text }) => text.charCodeAt(0)));
  let held = '';

  const scan = (buffer: string, isEnd: boolean): string => {
    let done = '';
    let copiedTo = 0;
    let at = 0;
    while (at < buffer.length) {
      if (!starts.has(buffer.charCodeAt(at))) {
        at += 1;
        continue;
      }
      if (!isEnd && couldBegin(longestFirst, buffer, at)) break;
      const match = longestFirst.find(({ text }) => buffer.startsWith(text, at));
      if (match === undefined) {
        at += 1;
        continue;
      }
      done += buffer.slice(copiedTo, at) + match.by;
      at += match.text.length;
      copiedTo = at;
    }
    held = buffer.slice(at);
    return done + buffer.slice(copiedTo, at);
  };

  return {
    push: (chunk) => (starts.size === 0 ? chunk : scan(held + chunk, false)),
    end: () => scan(held, true),
  };
}

/** `text` with every replacement made. */
export function redactText(text: string, replacements: readonly Replacement[]): string {
  const redactor = createRedactor(replacements);
  return redactor.push(text) + redactor.end();
}

/** True where the rest of the buffer, from `at`, is the beginning of a text but not all of it. */
function couldBegin(replacements: readonly Replacement[], buffer: string, at: number): boolean {
  const left = buffer.length - at;
  return replacements.some(({ text }) => text.length > left && text.startsWith(buffer.slice(at)));
}
