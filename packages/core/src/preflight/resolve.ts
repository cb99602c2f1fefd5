import { isMapping, isTruthy } from './block.ts';
import { contractOutputFolder, datasetPath, readPath } from './contract-path.ts';
import { isLegacyFlux, needsFlowSampler } from './model-groups.ts';
import { findModel } from './models/find-model.ts';
import type { ModelMatch } from './models/model.ts';
import type { MutableMap, NoteChange } from './note-change.ts';
import { type ConfigPath, formatPath } from './path.ts';
import { resolvedProcessType } from './process-types.ts';
import { dropNulls } from './resolve-nulls.ts';
import { mendSample, mendSampler } from './resolve-sample.ts';
import { isTokenKey, tokenOf } from './secrets.ts';

/** Where a run has its things. */
export interface RunLayout {
  /** Becomes `training_folder`. */
  readonly outputFolder: string;
  /** The folder that holds the files of a dataset. */
  readonly datasetFolder: (name: string) => string;
  /** The run's own database for the trainer's reports; left out where it has none. */
  readonly databasePath?: string;
  /** Most processes that load data; the trainer's own number where left out. */
  readonly loaderWorkers?: number;
  readonly allowHubPush?: boolean;
  readonly allowTrackers?: boolean;
}

/** The layout of the contract: names, not places. */
export const contractLayout: RunLayout = { outputFolder: contractOutputFolder, datasetFolder: datasetPath };

/** Something in the resolved config that is not as it was written. */
export interface ConfigChange {
  readonly at: ConfigPath;
  readonly path: string;
  /** A sentence for the writer of the config. */
  readonly message: string;
  /** The writer's wish is not touched by it; not worth a warning. */
  readonly quiet: boolean;
}

export interface ResolvedConfig {
  /** What the trainer receives; shares nothing with the input. */
  readonly config: Record<string, unknown>;
  /** Taken out of it. */
  readonly secrets: { readonly hfToken: string | null };
  readonly changes: readonly ConfigChange[];
}

/**
 * Makes the config that the trainer receives of a config that was accepted: contract paths become places of the
 * run, secrets are taken out, and what the platform can mend is mended. Applying it twice changes nothing more.
 */
export function resolveConfig(config: Readonly<Record<string, unknown>>, layout: RunLayout): ResolvedConfig {
  const copy = copyValue(config) as MutableMap;
  const changes: ConfigChange[] = [];
  const note: NoteChange = (at, message, options) => {
    changes.push({ at, path: formatPath(at), message, quiet: options?.quiet ?? false });
  };
  const hfToken = takeTokens(copy);
  const inner = isMapping(copy['config']) ? (copy['config'] as MutableMap) : {};
  const processes = Array.isArray(inner['process']) ? inner['process'] : [];
  const process = isMapping(processes[0]) ? (processes[0] as MutableMap) : {};
  resolveProcess(process, ['config', 'process', 0], layout, note);
  return { config: copy, secrets: { hfToken }, changes };
}

function resolveProcess(process: MutableMap, at: ConfigPath, layout: RunLayout, note: NoteChange): void {
  if (typeof process['type'] === 'string') process['type'] = resolvedProcessType(process['type']);
  setTrainingFolder(process, at, layout, note);
  if (layout.databasePath === undefined) delete process['sqlite_db_path'];
  else process['sqlite_db_path'] = layout.databasePath;
  for (const key of ['name', 'log_dir']) {
    if (process[key] === undefined || process[key] === null) continue;
    delete process[key];
    note([...at, key], `\`${key}\` of the process is left out; the run has its own folders.`);
  }
  setLogging(process, layout);
  const save = process['save'];
  if (isMapping(save) && layout.allowHubPush !== true) (save as MutableMap)['push_to_hub'] = false;
  const match = nameModel(process, at, note);
  if (match?.model.loader === 'registered') setSaveFormat(process);
  mendTriggers(process, at, note);
  dropNulls(process, at, note);
  for (const key of ['sample', 'first_sample']) {
    const sample = process[key];
    if (!isMapping(sample)) continue;
    mendSample(sample as MutableMap, [...at, key], note);
    if (match !== null && needsFlowSampler(match.model))
      mendSampler(sample as MutableMap, [...at, key], note);
  }
  limitWorkers(process, at, layout, note);
  rewritePaths(process, at, layout, note);
}

function setTrainingFolder(process: MutableMap, at: ConfigPath, layout: RunLayout, note: NoteChange): void {
  const written = process['training_folder'];
  process['training_folder'] = layout.outputFolder;
  if (written === layout.outputFolder) return;
  const expected = typeof written === 'string' && written.replace(/\/+$/, '') === contractOutputFolder;
  const absent = written === undefined || written === null;
  note(
    [...at, 'training_folder'],
    `\`training_folder\` is always ${contractOutputFolder}; ${JSON.stringify(written)} is not used.`,
    {
      quiet: expected || absent,
    },
  );
}

/** Losses are read from the trainer's own log, step by step. */
function setLogging(process: MutableMap, layout: RunLayout): void {
  const logging = isMapping(process['logging']) ? (process['logging'] as MutableMap) : {};
  process['logging'] = logging;
  logging['use_ui_logger'] = true;
  logging['log_every'] = 1;
  if (layout.allowTrackers !== true) logging['use_wandb'] = false;
}

/**
 * Models with a class of their own choose how they are saved as a whole. As `safetensors` a folder of weights gets the
 * name of a file and a description that the trainer itself cannot read back when it resumes.
 */
function setSaveFormat(process: MutableMap): void {
  const train = process['train'];
  const merges = isMapping(train) && isTruthy(train['merge_network_on_save']);
  if (isMapping(process['network']) && !merges) return;
  const save = isMapping(process['save']) ? process['save'] : {};
  process['save'] = { ...save, save_format: 'diffusers' };
}

/** Names of ours become those that the trainer knows; the model that is meant. */
function nameModel(process: MutableMap, at: ConfigPath, note: NoteChange): ModelMatch | null {
  const model = process['model'];
  if (!isMapping(model)) return null;
  const arch = model['arch'];
  const nameOrPath = model['name_or_path'];
  if (typeof arch !== 'string') return null;
  const match = findModel(arch, model, typeof nameOrPath === 'string' ? nameOrPath : null);
  if (match === null) return null;
  // The trainer asks for the old flag before it has looked at `arch`.
  const asksForFlag = model['attn_masking'] === true || model['split_model_over_gpus'] === true;
  if (asksForFlag && isLegacyFlux(match.model)) (model as MutableMap)['is_flux'] = true;
  if (match.by !== 'alias' || match.trainerArch === arch) return match;
  (model as MutableMap)['arch'] = match.trainerArch;
  note(
    [...at, 'model', 'arch'],
    `\`model.arch\` "${arch}" is taken for ${match.trainerArch} (${match.model.title}).`,
  );
  return match;
}

/** A number becomes a text. A blank trigger word would be put between all letters of captions; none is meant. */
function mendTriggers(process: MutableMap, at: ConfigPath, note: NoteChange): void {
  const datasets = Array.isArray(process['datasets']) ? process['datasets'] : [];
  for (const [index, block] of [process, ...datasets].entries()) {
    if (!isMapping(block)) continue;
    const word = block['trigger_word'];
    const place = [...(index === 0 ? at : [...at, 'datasets', index - 1]), 'trigger_word'];
    if (typeof word === 'number') {
      (block as MutableMap)['trigger_word'] = String(word);
      note(place, `The trigger word ${word} is no text; it is taken as one.`);
    }
    if (typeof word !== 'string' || word.trim() !== '') continue;
    delete (block as MutableMap)['trigger_word'];
    note(place, '`trigger_word` is blank; it is taken for none.', { quiet: true });
  }
}

function limitWorkers(process: MutableMap, at: ConfigPath, layout: RunLayout, note: NoteChange): void {
  const most = layout.loaderWorkers;
  const datasets = process['datasets'];
  if (most === undefined || !Array.isArray(datasets)) return;
  for (const [index, dataset] of datasets.entries()) {
    if (!isMapping(dataset)) continue;
    const written = dataset['num_workers'];
    const wanted = typeof written === 'number' ? written : 2;
    if (wanted <= most) continue;
    (dataset as MutableMap)['num_workers'] = most;
    note(
      [...at, 'datasets', index, 'num_workers'],
      `${wanted} loader processes are more than the run can have; ${most} are used.`,
      { quiet: written === undefined },
    );
  }
}

/** Rewrites every text that is a path of a dataset, and those inside prompts. */
function rewritePaths(process: MutableMap, at: ConfigPath, layout: RunLayout, note: NoteChange): void {
  const place = (text: string): string | null => {
    const meaning = readPath(text);
    if (meaning.kind === 'dataset') return layout.datasetFolder(meaning.dataset);
    if (meaning.kind === 'dataset-file')
      return `${layout.datasetFolder(meaning.dataset)}/${meaning.filename}`;
    return null;
  };
  const visit = (value: unknown, path: ConfigPath): unknown => {
    if (typeof value === 'string') {
      const key = path.findLast((step) => typeof step === 'string');
      if (key === 'prompt' || key === 'prompts') return rewritePrompt(value, place);
      const placed = isPathKey(String(key)) ? place(value) : null;
      if (placed !== null && !value.trim().startsWith('/')) {
        note(path, `"${value}" is taken for ${contractForm(value)}.`);
      }
      return placed ?? value;
    }
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (!isMapping(value)) return value;
    for (const [key, item] of Object.entries(value))
      setOwn(value as MutableMap, key, visit(item, [...path, key]));
    return value;
  };
  for (const key of ['datasets', 'sample', 'first_sample', 'train', 'adapter']) {
    if (process[key] !== undefined) process[key] = visit(process[key], [...at, key]);
  }
}

function isPathKey(key: string): boolean {
  return /(^|_)path(_[123])?$/.test(key) || /^ctrl_img/.test(key);
}

function rewritePrompt(prompt: string, place: (text: string) => string | null): string {
  return prompt.replace(/(--ctrl_img +)([^\s](?:(?!--)[^\n])*)/g, (whole, flag: string, path: string) => {
    const placed = place(path);
    return placed === null ? whole : `${flag}${placed}${/\s*$/.exec(path)?.[0] ?? ''}`;
  });
}

function contractForm(text: string): string {
  const meaning = readPath(text);
  return meaning.kind === 'other' ? text : datasetPath(meaning.dataset);
}

/** Takes every token out, wherever it stands, and gives the first. */
function takeTokens(value: unknown): string | null {
  let token: string | null = null;
  if (Array.isArray(value)) {
    for (const item of value) token ??= takeTokens(item);
  } else if (isMapping(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (isTokenKey(key)) {
        token ??= tokenOf(item);
        delete (value as MutableMap)[key];
      } else {
        const inside = takeTokens(item);
        token ??= inside;
      }
    }
  }
  return token;
}

/** A copy in which aliases are apart; infinite numbers become the largest finite ones, as JSON has none. */
function copyValue(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? null : Math.sign(value) * Number.MAX_VALUE;
  }
  if (Array.isArray(value)) return value.map(copyValue);
  if (!isMapping(value)) return value;
  const copy: MutableMap = {};
  for (const [key, item] of Object.entries(value)) setOwn(copy, key, copyValue(item));
  return copy;
}

function setOwn(target: MutableMap, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}
