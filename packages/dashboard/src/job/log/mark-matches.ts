import type { AnsiSpan } from './ansi.ts';

/** A piece of a line that is or is not part of a match. */
export interface MarkedSpan extends AnsiSpan {
  readonly isMatch: boolean;
}

/** Cuts spans where matches of a text begin and end, whatever the case; matches may go over several spans. */
export function markMatches(spans: readonly AnsiSpan[], wanted: string): readonly MarkedSpan[] {
  const ranges = findRanges(spans.map(({ text }) => text).join(''), wanted);
  if (ranges.length === 0) return spans.map((span) => ({ ...span, isMatch: false }));
  const marked: MarkedSpan[] = [];
  let start = 0;
  for (const span of spans) {
    const end = start + span.text.length;
    let from = start;
    for (const [first, last] of ranges) {
      if (last <= from || first >= end) continue;
      if (first > from)
        marked.push({ ...span, text: span.text.slice(from - start, first - start), isMatch: false });
      const begin = Math.max(first, from);
      const stop = Math.min(last, end);
      marked.push({ ...span, text: span.text.slice(begin - start, stop - start), isMatch: true });
      from = stop;
    }
    if (from < end) marked.push({ ...span, text: span.text.slice(from - start), isMatch: false });
    start = end;
  }
  return marked;
}

/** True where a line has the text, whatever the case. */
export function hasMatch(text: string, wanted: string): boolean {
  return findRanges(text, wanted).length > 0;
}

function findRanges(text: string, wanted: string): readonly (readonly [number, number])[] {
  if (wanted === '') return [];
  const pattern = new RegExp(wanted.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu');
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => [index, index + found.length]);
}
