import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { namedModels } from '../../packages/core/src/preflight/models/catalogue.ts';
import type { InterfaceModel, TrainerInterface } from './read-interface.ts';
import { type Literal, notLiteral } from './read-literals.ts';
import { toYaml } from './to-yaml.ts';

const prompts = [
  'a teapot on a wooden table, soft light from a window',
  'a quiet street after the rain, reflections of shop signs',
];
const controlImage = '/app/ai-toolkit/datasets/CONTROL/001.png';

type Map = { [key: string]: Literal };

/**
 * Writes, for every model of the interface, the job that it submits when that model is chosen for a new job, and
 * returns their number. The folders are the ones the API's contract names; prompts and names are ours.
 */
export function writeFixtures(ui: TrainerInterface, folder: string): number {
  mkdirSync(folder, { recursive: true });
  for (const model of ui.models) {
    const file = join(folder, `${model.name.replace(':', '-')}.yaml`);
    writeFileSync(file, toYaml(chooseModel(ui, model)));
  }
  return ui.models.length;
}

/** What the interface does when the model of a new job is changed from the one it starts with. */
function chooseModel(ui: TrainerInterface, model: InterfaceModel): Map {
  const job = withoutAbsent(ui.newJob);
  const config = job['config'] as Map;
  const process = (config['process'] as Map[])[0] ?? {};
  const start = ui.models.find(({ name }) => name === (process['model'] as Map)['arch']);
  config['name'] = `${model.name.replaceAll(/[:.]/g, '_')}_v1`;
  process['training_folder'] = '/app/ai-toolkit/output';
  const dataset = (process['datasets'] as Map[])[0] ?? {};
  dataset['folder_path'] = '/app/ai-toolkit/datasets/DATASET';
  dataset['controls'] = [...model.controls];
  const isOther = start !== undefined && start.name !== model.name;
  if (isOther && model.sections.includes('model.layer_offloading')) {
    setAt(process, 'model.layer_offloading', false);
    setAt(process, 'model.layer_offloading_text_encoder_percent', 1);
    setAt(process, 'model.layer_offloading_transformer_percent', 1);
  }
  setAt(process, 'model.arch', model.name);
  if (isOther) for (const [key, value] of Object.entries(start.unselected)) setAt(process, key, value);
  for (const [key, value] of Object.entries(model.selected)) {
    // Its own list of prompts; ours take their place below.
    if (key !== 'sample') setAt(process, key, value);
  }
  addControls(model, dataset);
  addSamples(model, process);
  return job;
}

/** Somebody who picks an edit model also picks the references. */
function isForEditing(model: InterfaceModel): boolean {
  return model.group === 'instruction' || model.name.includes('edit');
}

function addControls(model: InterfaceModel, dataset: Map): void {
  const folder = isForEditing(model) ? '/app/ai-toolkit/datasets/CONTROL' : null;
  if (model.sections.includes('datasets.multi_control_paths')) {
    dataset['control_path_1'] = folder;
    dataset['control_path_2'] = null;
    dataset['control_path_3'] = null;
  } else if (model.sections.includes('datasets.control_path')) {
    dataset['control_path'] = folder;
  }
}

function addSamples(model: InterfaceModel, process: Map): void {
  const special = namedModels.find(({ variant }) => variant.name === model.name)?.variant.samplePrompt;
  const key = model.sections.includes('sample.multi_ctrl_imgs') ? 'ctrl_img_1' : 'ctrl_img';
  const control = isForEditing(model) || model.name.includes('_i2v') ? { [key]: controlImage } : {};
  setAt(
    process,
    'sample.samples',
    prompts.map((prompt) => ({ prompt: special ?? prompt, ...control })),
  );
}

function setAt(map: Map, path: string, value: Literal): void {
  const names = path.split('.');
  let inner = map;
  while (names.length > 1) {
    const name = (names.shift() ?? '').replace('[]', '');
    inner[name] ??= {};
    const next = inner[name] as Map | Map[];
    inner = Array.isArray(next) ? (next[0] ?? {}) : next;
  }
  const [last = ''] = names;
  if (value === undefined) delete inner[last];
  else inner[last] = value;
}

/** A deep copy without the keys that are `undefined` or no literal, as JSON would send it. */
function withoutAbsent(value: Literal): Map {
  const copy = (inner: Literal): Literal => {
    if (Array.isArray(inner)) return inner.map(copy);
    if (typeof inner !== 'object' || inner === null) return inner;
    const entries = Object.entries(inner).filter(([, item]) => item !== undefined && item !== notLiteral);
    return Object.fromEntries(entries.map(([key, item]) => [key, copy(item)]));
  };
  return copy(value) as Map;
}
