import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the Python side of a trainer checkout says. */
export interface TrainerSource {
  readonly version: string;
  /** `arch` of every registered model class. */
  readonly registeredArchs: readonly string[];
  /** Old flags below `model`. */
  readonly legacyFlags: readonly string[];
  /** Keys that each config class reads, by class name. */
  readonly keysByClass: ReadonlyMap<string, readonly string[]>;
  /** Keys read from the process itself. */
  readonly processKeys: readonly string[];
  /** Keys read from `model_kwargs`. */
  readonly modelArguments: readonly string[];
}

const classFile = 'toolkit/config_modules.py';
const processFiles = [
  'jobs/process/BaseProcess.py',
  'jobs/process/BaseTrainProcess.py',
  'jobs/process/BaseSDTrainProcess.py',
];

/**
 * Reads a checkout of AI Toolkit at `dir` as text; none of its code is run. Throws when one of the files that
 * must be there is not.
 */
export function readTrainer(dir: string): TrainerSource {
  const classes = read(dir, classFile);
  const modelFiles = [
    ...listPython(dir, 'extensions_built_in'),
    ...listPython(dir, 'toolkit/models'),
    ...listPython(dir, 'extensions'),
  ].map((path) => read(dir, path));
  return {
    version: /VERSION\s*=\s*["']([^"']+)["']/.exec(read(dir, 'version.py'))?.[1] ?? 'unknown',
    registeredArchs: readRegistered(read(dir, 'toolkit/util/get_model.py'), modelFiles),
    legacyFlags: unique(matches(classes, /\n\s+(?:el)?if kwargs\.get\('(is_[a-z0-9_]+)', False\):/g)),
    keysByClass: readKeys(classes),
    processKeys: unique(
      processFiles.flatMap((path) => matches(read(dir, path), /self\.get_conf\(\s*['"](\w+)['"]/g)),
    ),
    modelArguments: unique(modelFiles.flatMap(readModelArguments)),
  };
}

function read(dir: string, path: string): string {
  return readFileSync(join(dir, path), 'utf8');
}

function listPython(dir: string, folder: string): string[] {
  if (!existsSync(join(dir, folder))) return [];
  return readdirSync(join(dir, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py'))
    .sort()
    .map((path) => join(folder, path));
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** Names of classes in a Python list such as `AI_TOOLKIT_MODELS = [A, B]`, comments left out. */
function readList(text: string, name: string): string[] {
  const body = new RegExp(`^${name}\\s*(?::[^=\\n]+)?=\\s*\\[([^\\]]*)\\]`, 'm').exec(text)?.[1] ?? '';
  return matches(body.replace(/#.*$/gm, ''), /([A-Za-z_]\w*)/g);
}

function readRegistered(registry: string, modelFiles: readonly string[]): string[] {
  const archs = new Map<string, string>();
  const parents = new Map<string, string>();
  for (const text of modelFiles) {
    for (const { name, parent, body } of splitClasses(text)) {
      const arch = /^ {4}arch(?:\s*:[^=\n]+)?\s*=\s*["']([^"']+)["']/m.exec(body)?.[1];
      if (arch !== undefined) archs.set(name, arch);
      parents.set(name, parent);
    }
  }
  const archOf = (name: string, depth = 0): string | undefined =>
    archs.get(name) ??
    (depth < 5 && parents.has(name) ? archOf(parents.get(name) ?? '', depth + 1) : undefined);
  const registered = [
    ...readList(registry, 'BUILT_IN_MODELS'),
    ...modelFiles.flatMap((text) => readList(text, 'AI_TOOLKIT_MODELS')),
  ];
  return unique(registered.map((name) => archOf(name) ?? `${name} (no arch found)`));
}

/** Also where the map was given a short name first: `kw = self.model_config.model_kwargs`. */
function readModelArguments(text: string): string[] {
  const names = matches(text, /^\s*(\w+)\s*=[^=\n]*\.model_kwargs(?: or \{\})?\s*$/gm);
  return ['\\.model_kwargs', ...unique(names).map((name) => `\\b${name}`)].flatMap((name) =>
    matches(text, new RegExp(`${name}\\.get\\(\\s*['"](\\w+)['"]`, 'g')),
  );
}

interface PythonClass {
  readonly name: string;
  readonly parent: string;
  readonly body: string;
}

function splitClasses(text: string): PythonClass[] {
  return text
    .split(/\n(?=class )/)
    .map((part) => ({ head: /^class (\w+)(?:\(([^)]*)\))?:/.exec(part), body: part }))
    .filter(({ head }) => head !== null)
    .map(({ head, body }) => ({
      name: head?.[1] ?? '',
      parent: (head?.[2] ?? '').split(',')[0]?.trim() ?? '',
      body,
    }));
}

function readKeys(text: string): Map<string, readonly string[]> {
  const result = new Map<string, readonly string[]>();
  for (const { name, body } of splitClasses(text)) {
    const keys = unique(matches(body, /kwargs\.get\(\s*['"](\w+)['"]/g));
    if (keys.length > 0) result.set(name, keys);
  }
  return result;
}
