/** Kinds of tokens, in PyYAML's division of the language. */
export type TokenKind =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-mapping-start'
  | 'flow-sequence-end'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

/** How a scalar is written: only a plain one can be a number, a boolean or null. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface Token {
  readonly kind: TokenKind;
  /** Offsets in the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Text of a scalar, name of an alias or anchor, name of a directive, suffix of a tag. */
  readonly text: string;
  /** Scalars only. */
  readonly style: ScalarStyle;
  /** Tags: the handle (`!`, `!!`, `!x!`), null for `!<…>` and `!`. Directives: their values. */
  readonly handle: string | null;
}

/** How a token is called in a message. */
export const tokenNames: Readonly<Record<TokenKind, string>> = {
  'stream-end': 'the end of the text',
  directive: 'a directive',
  'document-start': '"---"',
  'document-end': '"..."',
  'block-sequence-start': 'a list',
  'block-mapping-start': 'a mapping',
  'block-end': 'the end of a block',
  'flow-sequence-start': '"["',
  'flow-mapping-start': '"{"',
  'flow-sequence-end': '"]"',
  'flow-mapping-end': '"}"',
  'block-entry': '"-"',
  'flow-entry': '","',
  key: 'a key',
  value: '":"',
  alias: 'an alias',
  anchor: 'an anchor',
  tag: 'a tag',
  scalar: 'a value',
};
