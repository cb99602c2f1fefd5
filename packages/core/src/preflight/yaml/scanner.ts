import {
  atDocumentMarker,
  type Cursor,
  columnOf,
  isBlankOrEnd,
  NUL,
  peek,
  showAt,
  skipComment,
  skipSpaces,
  takeBreak,
} from './cursor.ts';
import { yamlLimits } from './limits.ts';
import { scanBlock } from './scan-block.ts';
import { cannotStart, scanPlain, startsPlain } from './scan-plain.ts';
import { scanQuoted } from './scan-quoted.ts';
import { scanAnchorName, scanDirective, scanTag } from './scan-tag.ts';
import { SimpleKeys } from './simple-keys.ts';
import type { ScalarStyle, Token, TokenKind } from './token.ts';
import { YamlError } from './yaml-error.ts';

/**
 * Cuts text into tokens by the rules of PyYAML's scanner, which are not quite those of YAML 1.2: flow
 * collections ignore indentation, tabs separate nothing, a simple key is at most 1024 characters long.
 * Throws `YamlError`.
 */
export class Scanner {
  readonly #cursor: Cursor;
  readonly #tokens: Token[] = [];
  #taken = 0;
  #done = false;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  readonly #keys = new SimpleKeys();

  constructor(text: string) {
    const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.#cursor = { text: `${text}\0`, offset: bom, line: 0, lineStart: bom };
  }

  /** The next token, left where it is. After the last one, `stream-end` for ever. */
  peek(): Token {
    while (this.#needsMore()) this.#fetch();
    const token = this.#tokens[0];
    if (token === undefined) throw new YamlError('the text ends too early', this.#cursor.offset);
    return token;
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.peek();
    if (token.kind !== 'stream-end') {
      this.#tokens.shift();
      this.#taken += 1;
    }
    return token;
  }

  #needsMore(): boolean {
    if (this.#done) return false;
    if (this.#tokens.length === 0) return true;
    this.#keys.dropStale(this.#cursor);
    return this.#keys.firstTokenNumber() === this.#taken;
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#keys.dropStale(cursor);
    this.#unwind(columnOf(cursor));
    const unit = peek(cursor);
    const character = String.fromCharCode(unit);
    const atLineStart = columnOf(cursor) === 0;
    const inFlow = this.#flowLevel > 0;
    const blankAfter = isBlankOrEnd(peek(cursor, 1));
    if (unit === NUL) this.#fetchEnd();
    else if (character === '%' && atLineStart) this.#fetchDirective();
    else if (atLineStart && atDocumentMarker(cursor)) this.#fetchMarker();
    else if (character === '[') this.#fetchFlowStart('flow-sequence-start');
    else if (character === '{') this.#fetchFlowStart('flow-mapping-start');
    else if (character === ']') this.#fetchFlowEnd('flow-sequence-end');
    else if (character === '}') this.#fetchFlowEnd('flow-mapping-end');
    else if (character === ',') this.#fetchFlowEntry();
    else if (character === '-' && blankAfter) this.#fetchBlockEntry();
    else if (character === '?' && (blankAfter || inFlow)) this.#fetchKey();
    else if (character === ':' && (blankAfter || inFlow)) this.#fetchValue();
    else if (character === '*') this.#fetchAnchor('alias');
    else if (character === '&') this.#fetchAnchor('anchor');
    else if (character === '!') this.#fetchTag();
    else if ((character === '|' || character === '>') && !inFlow) this.#fetchBlock(character === '>');
    else if (character === "'" || character === '"')
      this.#fetchQuoted(character === '"' ? 'double' : 'single');
    else if (startsPlain(character, blankAfter, inFlow)) this.#fetchPlain();
    else throw cannotStart(cursor);
  }

  #skipToToken(): void {
    for (;;) {
      skipSpaces(this.#cursor);
      skipComment(this.#cursor);
      if (takeBreak(this.#cursor) === '') return;
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #push(
    kind: TokenKind,
    start: number,
    text = '',
    style: ScalarStyle = 'plain',
    handle: string | null = null,
    end = this.#cursor.offset,
  ): void {
    this.#tokens.push({ kind, start, end, text, style, handle });
  }

  #pushIndicator(kind: TokenKind, length = 1): void {
    const start = this.#cursor.offset;
    this.#cursor.offset += length;
    this.#push(kind, start);
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const number = this.#taken + this.#tokens.length;
    this.#keys.save(this.#cursor, this.#flowLevel, number, this.#indent);
  }

  #dropKey(): void {
    this.#keys.drop(this.#cursor, this.#flowLevel);
  }

  // Indentation.

  #unwind(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#indent = this.#indents.pop() ?? -1;
      this.#push('block-end', this.#cursor.offset);
    }
  }

  #indentTo(column: number): boolean {
    if (this.#indent >= column) return false;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#checkDepth();
    return true;
  }

  #checkDepth(): void {
    if (this.#flowLevel + this.#indents.length > yamlLimits.depth) {
      throw new YamlError(
        `lists and mappings lie more than ${yamlLimits.depth} deep inside each other`,
        this.#cursor.offset,
      );
    }
  }

  // One method per kind of token.

  #fetchEnd(): void {
    this.#resetForDocument();
    this.#push('stream-end', this.#cursor.offset);
    this.#done = true;
  }

  #resetForDocument(): void {
    this.#unwind(-1);
    this.#dropKey();
    this.#keyAllowed = false;
  }

  #fetchDirective(): void {
    this.#resetForDocument();
    const start = this.#cursor.offset;
    const { name, handle, value } = scanDirective(this.#cursor);
    this.#push('directive', start, `${name} ${value}`, 'plain', handle);
  }

  #fetchMarker(): void {
    this.#resetForDocument();
    this.#pushIndicator(atDocumentMarker(this.#cursor, '---') ? 'document-start' : 'document-end', 3);
  }

  #fetchFlowStart(kind: TokenKind): void {
    this.#saveKey();
    this.#flowLevel += 1;
    this.#checkDepth();
    this.#keyAllowed = true;
    this.#pushIndicator(kind);
  }

  #fetchFlowEnd(kind: TokenKind): void {
    this.#dropKey();
    if (this.#flowLevel === 0) {
      throw new YamlError(`${showAt(this.#cursor)} closes nothing that was opened`, this.#cursor.offset);
    }
    this.#flowLevel -= 1;
    this.#keyAllowed = false;
    this.#pushIndicator(kind);
  }

  #fetchFlowEntry(): void {
    this.#keyAllowed = true;
    this.#dropKey();
    this.#pushIndicator('flow-entry');
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        throw new YamlError(
          'a list item cannot begin here',
          this.#cursor.offset,
          'Begin the list on a line of its own, or quote the text if "-" belongs to it.',
        );
      }
      const column = columnOf(this.#cursor);
      if (this.#indentTo(column)) this.#push('block-sequence-start', this.#cursor.offset);
    }
    this.#keyAllowed = true;
    this.#dropKey();
    this.#pushIndicator('block-entry');
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) throw new YamlError('a key cannot begin here', this.#cursor.offset);
      if (this.#indentTo(columnOf(this.#cursor))) this.#push('block-mapping-start', this.#cursor.offset);
    }
    this.#keyAllowed = this.#flowLevel === 0;
    this.#dropKey();
    this.#pushIndicator('key');
  }

  #fetchValue(): void {
    const key = this.#keys.take(this.#flowLevel);
    if (key !== null) {
      const mark = { start: key.offset, end: key.offset, text: '', style: 'plain', handle: null } as const;
      const index = key.tokenNumber - this.#taken;
      this.#tokens.splice(index, 0, { kind: 'key', ...mark });
      if (this.#flowLevel === 0 && this.#indentTo(key.column)) {
        this.#tokens.splice(index, 0, { kind: 'block-mapping-start', ...mark });
      }
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) {
          throw new YamlError(
            'a ":" stands where no key can end',
            this.#cursor.offset,
            'Put a text that holds ": " in quotes.',
          );
        }
        if (this.#indentTo(columnOf(this.#cursor))) this.#push('block-mapping-start', this.#cursor.offset);
      }
      this.#keyAllowed = this.#flowLevel === 0;
      this.#dropKey();
    }
    this.#pushIndicator('value');
  }

  #fetchAnchor(kind: 'alias' | 'anchor'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#cursor.offset;
    this.#push(kind, start, scanAnchorName(this.#cursor));
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#cursor.offset;
    const { handle, suffix } = scanTag(this.#cursor);
    this.#push('tag', start, suffix, 'plain', handle);
  }

  #fetchBlock(folded: boolean): void {
    this.#keyAllowed = true;
    this.#dropKey();
    const start = this.#cursor.offset;
    this.#push('scalar', start, scanBlock(this.#cursor, folded, this.#indent), folded ? 'folded' : 'literal');
  }

  #fetchQuoted(style: 'single' | 'double'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#cursor.offset;
    this.#push('scalar', start, scanQuoted(this.#cursor), style);
  }

  #fetchPlain(): void {
    this.#saveKey();
    const start = this.#cursor.offset;
    const { text, end, endedOnNewLine } = scanPlain(this.#cursor, this.#flowLevel > 0, this.#indent + 1);
    this.#keyAllowed = endedOnNewLine;
    this.#push('scalar', start, text, 'plain', null, end);
  }
}
