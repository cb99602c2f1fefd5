import {
  type ConfigKey,
  type ConfigPath,
  datasetPath,
  keyAt,
  keysIn,
  namedModels,
  repositories,
  repositoryFacts,
} from '@trainyard/core/preflight';
import { lineAt, type OutlineLine, outlineOf } from './outline.ts';

/** Something that can be typed at a place. */
export interface Suggestion {
  readonly label: string;
  /** What is written; the label where it is left out. */
  readonly insert?: string;
  /** A few words beside it. */
  readonly detail?: string;
  /** A sentence about it. */
  readonly info?: string;
  readonly kind: 'key' | 'block' | 'value' | 'dataset' | 'model';
  /** Asks for suggestions of values at once. */
  readonly goesOn?: boolean;
  /** Higher comes first. */
  readonly rank?: number;
}

export interface Suggestions {
  /** Offset from which the text is replaced. */
  readonly from: number;
  readonly options: readonly Suggestion[];
}

/** What completion knows besides the config. */
export interface EditorFacts {
  /** Names of the account's datasets. */
  readonly datasets: readonly string[];
}

/** What may be typed at `offset`; null where nothing is known. */
export function suggestAt(text: string, offset: number, facts: EditorFacts): Suggestions | null {
  const outline = outlineOf(text);
  const line = lineAt(outline, offset);
  if (line === null || line.kind === 'text') return null;
  if (line.text.slice(0, offset - line.start).includes(' #')) return null;
  if (line.valueStart !== null && offset > line.keyEnd) {
    if (offset < line.valueStart) return null;
    return suggestValues(line, offset, facts, text);
  }
  if (offset < line.keyStart) return null;
  if (line.kind === 'item' && isPlainList(line.parent)) return null;
  return suggestKeys(outline, line, offset);
}

function suggestKeys(outline: readonly OutlineLine[], line: OutlineLine, offset: number): Suggestions | null {
  const typed = line.text.slice(line.keyStart - line.start, offset - line.start);
  if (/\s/.test(typed)) return null;
  const place = JSON.stringify(line.parent);
  const present = new Set(
    outline
      .filter((other) => other !== line && other.key !== null && JSON.stringify(other.parent) === place)
      .map(({ key }) => key),
  );
  const keys = keysIn(line.parent).filter((key) => !present.has(key.name) && key.unused !== true);
  if (keys.length === 0) return null;
  const indent = ' '.repeat(line.keyStart - line.start + 2);
  const isWritten = line.key !== null;
  return { from: line.keyStart, options: keys.map((key) => keySuggestion(key, indent, isWritten)) };
}

function keySuggestion(key: ConfigKey, indent: string, isWritten: boolean): Suggestion {
  const isOld = key.deprecated !== undefined || key.aliasOf !== undefined;
  const base = {
    label: key.name,
    detail: typeWords(key),
    info: key.description,
    ...(isOld ? { rank: -1 } : {}),
  };
  if (isWritten) return { ...base, insert: key.name, kind: 'key' };
  if (key.block === undefined)
    return { ...base, insert: `${key.name}: `, kind: 'key', goesOn: hasValues(key) };
  const isList = key.types.includes('list');
  return {
    ...base,
    insert: `${key.name}:\n${indent}${isList ? '- ' : ''}`,
    kind: 'block',
    goesOn: true,
    rank: 1,
  };
}

function suggestValues(
  line: OutlineLine,
  offset: number,
  facts: EditorFacts,
  text: string,
): Suggestions | null {
  if (line.key === null || line.valueStart === null) return null;
  const options = valuesFor([...line.parent, line.key], facts, text);
  // Lists in brackets: the word after the last comma.
  const before = text.slice(line.valueStart, offset);
  const opened = /^\[(?:.*,)?\s*/.exec(before)?.[0].length ?? 0;
  return options.length === 0 ? null : { from: line.valueStart + opened, options };
}

function valuesFor(path: ConfigPath, facts: EditorFacts, text: string): Suggestion[] {
  const found = keyAt(path);
  if (found.kind !== 'known') return [];
  const { key } = found;
  const name = path.at(-1);
  if (name === 'arch' && path.at(-2) === 'model') return architectures;
  if (key.path === 'model' || name === 'name_or_path') return repositoriesFor(text);
  const isInDataset = path.includes('datasets');
  if (key.path === 'folder' && isInDataset) return facts.datasets.map((dataset) => pathOption(dataset, ''));
  if (key.path === 'file' && path.includes('samples')) {
    return facts.datasets.map((dataset) => pathOption(dataset, '/'));
  }
  const shown = key.default === undefined || key.default === null ? null : String(key.default);
  const values = key.values ?? (key.types.includes('boolean') ? [true, false] : []);
  const listed = values.map<Suggestion>((value) => ({
    label: String(value),
    kind: 'value',
    ...(String(value) === shown ? { detail: 'default', rank: 1 } : {}),
  }));
  if (listed.length > 0 || shown === null || typeof key.default === 'object') return listed;
  return shown === '' ? [] : [{ label: shown, detail: 'default', kind: 'value' }];
}

const architectures: Suggestion[] = namedModels.map(({ model, variant }) => ({
  label: variant.name,
  detail: variant.title,
  info: `${model.family}, ${variant.nameOrPath}`,
  kind: 'model',
}));

/** Repositories of the catalogue, first those that fit the architecture which is written. */
function repositoriesFor(text: string): Suggestion[] {
  const arch = /^\s*arch:\s*["']?([\w:.-]+)/m.exec(text)?.[1]?.split(':')[0];
  const fitting = new Set(
    namedModels.filter(({ model }) => model.arch === arch).map(({ variant }) => variant.nameOrPath),
  );
  const others = repositories
    .map(({ repository }) => repository)
    .filter((repository) => !fitting.has(repository));
  return [...fitting, ...others].map((repository) => {
    const gate = repositoryFacts(repository)?.gate ?? 'open';
    return {
      label: repository,
      kind: 'model',
      ...(gate === 'open' ? {} : { detail: 'gated' }),
      rank: fitting.has(repository) ? 1 : 0,
    };
  });
}

function pathOption(dataset: string, after: string): Suggestion {
  return { label: dataset, insert: `${datasetPath(dataset)}${after}`, detail: 'dataset', kind: 'dataset' };
}

function hasValues(key: ConfigKey): boolean {
  return (
    key.values !== undefined || key.types.includes('boolean') || key.path !== undefined || key.name === 'arch'
  );
}

/** Whether the items of the list at `path` have no keys. */
function isPlainList(path: ConfigPath): boolean {
  return keysIn(path).length === 0;
}

/** The types of a key in words. */
export function typeWords(key: ConfigKey): string {
  const types = key.types.filter(
    (type) => type !== 'null' && !(type === 'integer' && key.types.includes('number')),
  );
  return types
    .map((type) => (type === 'list' && key.block !== undefined ? 'list of blocks' : type))
    .join(' or ');
}
