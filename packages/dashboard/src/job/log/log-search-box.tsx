import { ChevronDown, ChevronUp, Search } from 'lucide-react';
import { Input } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { type LogSearch, mostMatches } from './use-log-search.ts';

export interface LogSearchBoxProps {
  readonly wanted: string;
  readonly onWanted: (wanted: string) => void;
  readonly search: LogSearch;
  /** The place among the matches, from 0; null where none was gone to. */
  readonly place: number | null;
  /** Goes to the match that is so many further. */
  readonly onStep: (by: 1 | -1) => void;
}

/** Searches a log: Enter goes to the next match, with Shift to the one before. */
export function LogSearchBox({ wanted, onWanted, search, place, onStep }: LogSearchBoxProps) {
  const none = search.lines.length === 0;
  return (
    <search className="flex min-w-0 flex-1 items-center gap-1 max-sm:basis-full">
      <span className="relative min-w-0 flex-1 sm:max-w-72">
        <Search className="absolute top-2 left-2 size-4 text-faint" aria-hidden />
        <Input
          type="search"
          value={wanted}
          aria-label="Search the log"
          placeholder="Search the log"
          className="h-8! pl-8!"
          onChange={(event) => onWanted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            onStep(event.shiftKey ? -1 : 1);
          }}
        />
      </span>
      <IconButton label="Previous match" disabled={none} onClick={() => onStep(-1)}>
        <ChevronUp aria-hidden />
      </IconButton>
      <IconButton label="Next match" disabled={none} onClick={() => onStep(1)}>
        <ChevronDown aria-hidden />
      </IconButton>
      <span role="status" className="text-xs whitespace-nowrap text-muted">
        {wanted !== '' && describe(search, place)}
      </span>
    </search>
  );
}

function describe({ lines, isSearching }: LogSearch, place: number | null): string {
  if (isSearching) return 'Searching …';
  if (lines.length === 0) return 'No match';
  const all = lines.length >= mostMatches ? `${mostMatches.toLocaleString('en')}+` : String(lines.length);
  return place === null ? `${all} lines` : `${place + 1} of ${all}`;
}
