/** A fenced block of a page. */
export interface FencedBlock {
  /** The word after the fence; empty where there is none. */
  readonly language: string;
  readonly code: string;
  /** Line of its first line of code, from 1. */
  readonly line: number;
}

/** A link or an image of a page. */
export interface Link {
  readonly target: string;
  readonly line: number;
}

/** The fenced blocks of a page, in order. Throws for a fence that is never closed. */
export function fencedBlocks(text: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { language: string; first: number; lines: string[] } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\S*)/.exec(line);
    if (fence === null) {
      open?.lines.push(line);
    } else if (open === null) {
      open = { language: fence[1] ?? '', first: index + 2, lines: [] };
    } else {
      blocks.push({ language: open.language, code: open.lines.join('\n'), line: open.first });
      open = null;
    }
  }
  if (open !== null) throw new Error(`The block at line ${open.first} is never closed.`);
  return blocks;
}

/** Links and images of a page outside its fenced blocks. */
export function links(text: string): Link[] {
  return prose(text).flatMap((line, index) =>
    [...line.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => ({ target: match[1] ?? '', line: index + 1 })),
  );
}

/** What stands between backticks outside fenced blocks. */
export function codeSpans(text: string): string[] {
  return prose(text).flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
}

/** Anchors of the headings of a page, as GitHub makes them. */
export function anchors(text: string): string[] {
  return prose(text).flatMap((line) => {
    const heading = /^#+ (.+)$/.exec(line)?.[1];
    if (heading === undefined) return [];
    const plain = heading.toLowerCase().replace(/[^\p{Letter}\p{Number}\s_-]/gu, '');
    return [plain.replaceAll(' ', '-')];
  });
}

/** The lines of a page, those of fenced blocks empty. */
function prose(text: string): string[] {
  let isFenced = false;
  return text.split('\n').map((line) => {
    if (!line.startsWith('```')) return isFenced ? '' : line;
    isFenced = !isFenced;
    return '';
  });
}
