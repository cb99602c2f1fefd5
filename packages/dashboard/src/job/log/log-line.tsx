import { clsx } from 'clsx';
import { useMemo } from 'react';
import { readAnsi } from './ansi.ts';
import { markMatches } from './mark-matches.ts';

/** The eight colours of terminals, by the colours of the page. */
const colours = [
  'text-faint',
  'text-danger',
  'text-success',
  'text-warning',
  'text-accent-text',
  'text-accent-text',
  'text-success',
  'text-ink',
] as const;

const longest = 4_000;

export interface LogLineProps {
  /** From 0. */
  readonly number: number;
  /** Null while it is read. */
  readonly text: string | null;
  /** What is searched for; '' for nothing. */
  readonly wanted: string;
  /** The match that the search stands at, or the line of the failure. */
  readonly isChosen: boolean;
}

/** A line of a log: its number, its colours, its matches. */
export function LogLine({ number, text, wanted, isChosen }: LogLineProps) {
  const spans = useMemo(() => {
    const shown = text === null ? '…' : text.length > longest ? `${text.slice(0, longest)}…` : text;
    return markMatches(readAnsi(shown), wanted);
  }, [text, wanted]);
  let place = 0;
  return (
    <div className={clsx('flex h-5 w-max min-w-full', isChosen && 'bg-warning-soft')} data-chosen={isChosen}>
      <span
        aria-hidden
        className="sticky left-0 w-16 shrink-0 bg-surface pr-3 text-right text-faint select-none max-sm:w-12"
      >
        {number + 1}
      </span>
      <span className="pr-4 whitespace-pre">
        {spans.map(({ text: piece, colour, isBold, isMatch }) => {
          const key = place;
          place += piece.length;
          const look = clsx(colour !== null && colours[colour], isBold && 'font-semibold');
          return isMatch ? (
            <mark key={key} className="rounded-xs bg-warning-mark text-black">
              {piece}
            </mark>
          ) : (
            <span key={key} className={look}>
              {piece}
            </span>
          );
        })}
      </span>
    </div>
  );
}
