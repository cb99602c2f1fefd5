/** A change of many captions at once. */
export type CaptionChange =
  | {
      readonly kind: 'replace';
      readonly find: string;
      readonly replacement: string;
      readonly isPattern: boolean;
    }
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string };

/** A caption before and after. */
export interface ChangedCaption {
  readonly filename: string;
  readonly before: string;
  readonly after: string;
}

/** Why a change cannot be carried out, as a sentence; null where it can. */
export function changeProblem(change: CaptionChange): string | null {
  if (change.kind !== 'replace') return change.text === '' ? 'Write what to add.' : null;
  if (change.find === '') return 'Write what to find.';
  try {
    patternOf(change);
    return null;
  } catch (error) {
    return error instanceof Error ? `${error.message}.` : 'This is not a regular expression.';
  }
}

/** Every caption that a change makes different, in the order given. Throws where `changeProblem` tells of one. */
export function changeCaptions(
  captions: readonly { readonly filename: string; readonly text: string }[],
  change: CaptionChange,
): ChangedCaption[] {
  const apply = changerOf(change);
  return captions
    .map(({ filename, text }) => ({ filename, before: text, after: apply(text) }))
    .filter(({ before, after }) => before !== after);
}

function changerOf(change: CaptionChange): (text: string) => string {
  switch (change.kind) {
    case 'prefix':
      return (text) => (text.startsWith(change.text) ? text : change.text + text);
    case 'suffix':
      return (text) => {
        const body = text.trimEnd();
        return body.endsWith(change.text.trimEnd()) ? text : body + change.text;
      };
    case 'replace': {
      const pattern = patternOf(change);
      // Only a pattern can refer to what it found: `$1` typed for plain text is that text.
      const { replacement } = change;
      return change.isPattern
        ? (text) => text.replace(pattern, replacement)
        : (text) => text.replace(pattern, () => replacement);
    }
  }
}

function patternOf({ find, isPattern }: CaptionChange & { kind: 'replace' }): RegExp {
  return new RegExp(isPattern ? find : find.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'), 'gu');
}
