/**
 * A page as data. The same document becomes HTML (served by the server), Markdown (in docs/reference) and
 * plain text (in a terminal), so the three cannot say different things.
 */

/** A reference from one page to another. */
export interface Link {
  readonly text: string;
  readonly href: string;
}

/** Running text: strings, in which backquotes enclose code, and links. */
export type Text = string | Link | readonly (string | Link)[];

export type Block =
  | { readonly kind: 'paragraph'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | { readonly kind: 'code'; readonly language: 'yaml' | 'json' | 'shell' | 'http'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Text[])[] };

export interface Section {
  /** Anchor in the page; unique in it. */
  readonly id: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  readonly sections?: readonly Section[];
}

export interface PageDocument {
  readonly title: string;
  /** What stands above the first section. */
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
}

/** A piece of running text that is rendered as one thing. */
export type TextPart =
  | { readonly kind: 'prose' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** The parts of running text in order, with code apart from prose. */
export function partsOf(text: Text): readonly TextPart[] {
  const pieces = typeof text === 'string' || 'href' in text ? [text] : text;
  return pieces.flatMap((piece): TextPart[] =>
    typeof piece === 'string' ? splitCode(piece) : [{ kind: 'link', ...piece }],
  );
}

function splitCode(text: string): TextPart[] {
  const pieces = text.split('`');
  // An even number of pieces means a backquote without a partner: then none of them encloses code.
  if (pieces.length % 2 === 0) return [{ kind: 'prose', text }];
  return pieces
    .map((piece, index): TextPart => ({ kind: index % 2 === 0 ? 'prose' : 'code', text: piece }))
    .filter((piece) => piece.text !== '');
}
