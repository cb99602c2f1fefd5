import {
  type ConfigPath,
  contractOutputFolder,
  createStarterConfig,
  type DatasetFacts,
  datasetPath,
  type JsonValue,
  keyAt,
  type ModelArch,
  type NamedModel,
  renderYaml,
  trainerRelease,
} from '@trainyard/core/preflight';

/** What a person chose to start from. */
export interface StartChoice {
  readonly named: NamedModel;
  readonly name: string;
  /** Put into every caption; empty for none. */
  readonly triggerWord: string;
  /** Names of the datasets to train on. */
  readonly datasets: readonly string[];
  /** Names of the datasets that hold control images, in their order. */
  readonly controls: readonly string[];
  /** Contract path of a control image for the samples; null where there is none. */
  readonly controlImage: string | null;
  /** Captions to draw samples of; some of our own where there are none. */
  readonly captions: readonly string[];
}

type JsonMap = { [key: string]: JsonValue };

/** What people change, so that it is better seen than left to the trainer. */
const shownDefaults = new Set([
  'batch_size',
  'gradient_checkpointing',
  'cache_latents_to_disk',
  'low_vram',
  'cache_text_embeddings',
]);
/** What does nothing unless something else is switched on, or is for the trainer's own interface. */
const quietKeys = new Set([
  'sqlite_db_path',
  'performance_log_every',
  'logging',
  'mask_min_value',
  'ema_config',
  'diff_output_preservation_class',
  'lokr_full_rank',
  'lokr_factor',
  'save_format',
]);
const blockOrder = [
  'type',
  'training_folder',
  'trigger_word',
  'model',
  'network',
  'datasets',
  'train',
  'save',
];
const plainPrompts = [
  'a portrait in soft window light',
  'standing on a busy street at night',
  'a drawing in ink on old paper',
];
const editPrompts = ['the same scene in the evening', 'make it look like a painting'];

/**
 * A config to start from: what the trainer's interface starts with for this model, less what only says what is
 * the case anyway, with frames and captions that fit the datasets.
 */
export function createStartText(choice: StartChoice, facts: Readonly<Record<string, DatasetFacts>>): string {
  const { model, variant } = choice.named;
  const config = createStarterConfig(model, variant, {
    name: choice.name,
    trainingFolder: contractOutputFolder,
    datasetFolder: '',
    prompts: promptsFor(choice),
    ...(choice.controlImage === null ? {} : { controlImage: choice.controlImage }),
  }) as JsonMap;
  const job = config['config'] as JsonMap;
  const [made = {}] = job['process'] as JsonMap[];
  if (choice.triggerWord !== '') made['trigger_word'] = choice.triggerWord;
  const [dataset = {}] = made['datasets'] as JsonMap[];
  made['datasets'] = choice.datasets.map((name) => ({
    folder_path: datasetPath(name),
    ...controlsFor(model, choice.controls),
    ...withoutPath(dataset),
    ...framesFor(choice.named, dataset, facts[name]),
  }));
  const process = withoutDefaults(orderKeys(made), ['config', 'process', 0]) as JsonMap;
  process['model'] = orderFirst(process['model'] as JsonMap, ['arch', 'name_or_path']);
  process['network'] = { type: 'lora', ...(process['network'] as JsonMap) };
  const title = `${variant.title}, with the defaults of AI Toolkit ${trainerRelease.version}`;
  return `# ${title}\n${renderYaml({ ...config, config: { ...job, process: [process] } })}`;
}

/** A name for the job made of what it is about. */
export function proposeName(datasets: readonly string[], { variant }: NamedModel): string {
  const words = `${datasets[0] ?? 'lora'}_${variant.name}`.replace(/[^A-Za-z0-9_-]+/g, '_');
  return words.replace(/^-+/, '').slice(0, 100);
}

/** The name with a number behind it that tells it from the one before. */
export function nextName(name: string): string {
  const numbered = /^(.*?)([-_]v?)(\d{1,6})$/.exec(name);
  if (numbered === null) return `${name}_2`;
  return `${numbered[1] ?? ''}${numbered[2] ?? ''}${Number(numbered[3]) + 1}`;
}

function promptsFor({ named, triggerWord, captions }: StartChoice): readonly string[] {
  // What follows two dashes would be read as flags.
  const usable = captions
    .map((caption) => caption.replace(/\s+/g, ' ').trim())
    .filter((caption) => caption !== '' && caption.length <= 400 && !caption.includes('--'));
  if (usable.length > 0) return usable.slice(0, 3);
  const isEdit = (named.variant.modality ?? named.model.modality) === 'edit';
  const prompts = isEdit ? editPrompts : plainPrompts;
  return triggerWord === '' ? prompts : prompts.map((prompt) => `[trigger], ${prompt}`);
}

function controlsFor(model: ModelArch, controls: readonly string[]): JsonMap {
  const { max } = model.datasetControls;
  if (max <= 1) {
    const [only] = controls;
    return only === undefined ? {} : { control_path: datasetPath(only) };
  }
  return Object.fromEntries(
    controls.slice(0, max).map((name, index) => [`control_path_${index + 1}`, datasetPath(name)]),
  );
}

function withoutPath(dataset: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(dataset).filter(([key]) => key !== 'folder_path'));
}

/** As many frames as a sample has, or as the shortest video allows. */
function framesFor({ model, variant }: NamedModel, dataset: JsonMap, facts?: DatasetFacts): JsonMap {
  if (!model.trainsOn.videos || facts === undefined) return {};
  if (facts.videos === 0) return { num_frames: 1 };
  if (dataset['auto_frame_count'] === true) return {};
  const wanted = Number(variant.uiDefaults['sample.num_frames'] ?? model.defaults.sampleNumFrames);
  const most = Math.min(wanted > 1 ? wanted : 41, facts.frames?.min ?? Number.POSITIVE_INFINITY);
  const { multiple, offset } = model.frames ?? { multiple: 1, offset: 0 };
  const groups = Math.max(1, Math.floor((most - offset) / multiple));
  return { num_frames: Math.max(2, groups * multiple + offset) };
}

function orderKeys(process: JsonMap): JsonMap {
  const rank = (key: string) => (blockOrder.includes(key) ? blockOrder.indexOf(key) : blockOrder.length);
  return Object.fromEntries(Object.entries(process).sort(([a], [b]) => rank(a) - rank(b)));
}

function orderFirst(map: JsonMap, first: readonly string[]): JsonMap {
  return { ...Object.fromEntries(first.map((key) => [key, map[key] ?? null])), ...map };
}

/** Leaves out what the trainer takes when nothing is said, and what it does not read. */
function withoutDefaults(value: JsonValue, path: ConfigPath): JsonValue {
  if (Array.isArray(value)) return value.map((item, index) => withoutDefaults(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    const found = keyAt(at);
    if (found.kind === 'known') {
      if (found.key.unused === true || quietKeys.has(key) || (key === 'fps' && inner === 1)) return [];
      const isDefault = JSON.stringify(found.key.default) === JSON.stringify(inner);
      if (isDefault && !shownDefaults.has(key)) return [];
    }
    const rest = withoutDefaults(inner, at);
    return isEmptyMap(rest) || (key === 'default_caption' && rest === '') ? [] : [[key, rest] as const];
  });
  return Object.fromEntries(kept);
}

function isEmptyMap(value: JsonValue): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}
