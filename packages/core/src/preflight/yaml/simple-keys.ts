import { type Cursor, columnOf } from './cursor.ts';
import { YamlError } from './yaml-error.ts';

/** A place where a key may turn out to have begun, once its ":" is found on the same line. */
export interface SimpleKey {
  readonly tokenNumber: number;
  /** Nothing but a key can stand here. */
  readonly required: boolean;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A simple key is on one line and at most this long, in PyYAML as in the specification. */
const maxLength = 1024;

/** The possible keys of a text, at most one for each level of flow collections. Throws `YamlError`. */
export class SimpleKeys {
  readonly #byLevel: (SimpleKey | undefined)[] = [];

  /** Notes that a key may begin at the cursor. */
  save(cursor: Cursor, level: number, tokenNumber: number, indent: number): void {
    this.drop(cursor, level);
    const column = columnOf(cursor);
    this.#byLevel[level] = {
      tokenNumber,
      required: level === 0 && indent === column,
      offset: cursor.offset,
      line: cursor.line,
      column,
    };
  }

  /** Takes the key that a ":" at this level ends, if there is one. */
  take(level: number): SimpleKey | null {
    const key = this.#byLevel[level] ?? null;
    this.#byLevel[level] = undefined;
    return key;
  }

  /** Gives up the possible key of a level; throws where only a key could stand. */
  drop(cursor: Cursor, level: number): void {
    const key = this.#byLevel[level];
    if (key?.required) {
      const line = cursor.text.slice(key.offset, key.offset + 40).split(/[\r\n\0]/, 1)[0];
      throw new YamlError(
        `"${line}" stands where a key must stand, but no ":" follows it on its line`,
        key.offset,
        'Write "key: value", with a space after the colon, and check the indentation.',
      );
    }
    this.#byLevel[level] = undefined;
  }

  /** Gives up all possible keys that the cursor has left behind. */
  dropStale(cursor: Cursor): void {
    for (let level = 0; level < this.#byLevel.length; level += 1) {
      const key = this.#byLevel[level];
      if (key !== undefined && (key.line !== cursor.line || cursor.offset - key.offset > maxLength)) {
        this.drop(cursor, level);
      }
    }
  }

  /** The number of the first token that may turn out to be a key; null where none is. */
  firstTokenNumber(): number | null {
    for (const key of this.#byLevel) {
      if (key !== undefined) return key.tokenNumber;
    }
    return null;
  }
}
