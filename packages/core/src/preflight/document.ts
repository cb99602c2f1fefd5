import type { ConfigPath } from './path.ts';
import { type Construction, type ConstructNote, construct } from './yaml/construct.ts';
import { createLineIndex, type Position } from './yaml/line-index.ts';
import type { YamlNode } from './yaml/node.ts';
import { parseYaml } from './yaml/parse.ts';
import { YamlError } from './yaml/yaml-error.ts';

export type { Position } from './yaml/line-index.ts';

/** A config as the trainer reads it, with the place of every key and value. */
export interface ConfigDocument {
  readonly text: string;
  /** Plain JSON-like values; keys are text, `[name]` is replaced. Shared where the text uses aliases. */
  readonly value: unknown;
  readonly notes: readonly ConstructNote[];
  /** Where the value at `path` stands; its nearest existing parent where there is none. */
  positionOf(path: ConfigPath): Position;
  /** The node at `path`, with the node of its key if it stands in a mapping; null where there is none. */
  nodeAt(path: ConfigPath): { readonly key: YamlNode | null; readonly value: YamlNode } | null;
  positionAt(offset: number): Position;
}

/** Why a text cannot be read. */
export interface DocumentError {
  readonly message: string;
  readonly fix: string | null;
  readonly position: Position;
}

export type DocumentResult =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly error: DocumentError };

/**
 * Reads a config exactly as the trainer does (PyYAML's safe loader with the trainer's float pattern, then
 * JSON, then `[name]`), but leaves `${…}` as it stands. Bounded in length, depth and aliases; never throws.
 */
export function readDocument(text: string): DocumentResult {
  const positionAt = createLineIndex(text);
  try {
    const root = parseYaml(text);
    if (root === null) return { ok: true, document: emptyDocument(text, positionAt) };
    return { ok: true, document: createDocument(text, root, construct(root), positionAt) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return {
      ok: false,
      error: { message: error.message, fix: error.fix, position: positionAt(error.offset) },
    };
  }
}

function emptyDocument(text: string, positionAt: (offset: number) => Position): ConfigDocument {
  const start: Position = { line: 1, column: 1 };
  return { text, value: null, notes: [], positionOf: () => start, nodeAt: () => null, positionAt };
}

function createDocument(
  text: string,
  root: YamlNode,
  construction: Construction,
  positionAt: (offset: number) => Position,
): ConfigDocument {
  /** Walks as far as the path exists. */
  function walk(path: ConfigPath) {
    let key: YamlNode | null = null;
    let value: YamlNode = root;
    for (const [depth, step] of path.entries()) {
      if (value.kind === 'mapping') {
        const entry = construction.entryOf(value, String(step));
        if (entry === null) return { key, value, depth };
        key = entry.key;
        value = entry.value;
      } else {
        const item: YamlNode | undefined =
          value.kind === 'sequence' && typeof step === 'number' ? value.items[step] : undefined;
        if (item === undefined) return { key, value, depth };
        key = null;
        value = item;
      }
    }
    return { key, value, depth: path.length };
  }

  return {
    text,
    value: construction.value,
    notes: construction.notes,
    positionAt,
    positionOf(path) {
      const { key, value, depth } = walk(path);
      const shown =
        depth === path.length && value.kind === 'scalar' && value.end > value.start ? value : (key ?? value);
      return positionAt(shown.start);
    },
    nodeAt(path) {
      const { key, value, depth } = walk(path);
      return depth === path.length ? { key, value } : null;
    },
  };
}
