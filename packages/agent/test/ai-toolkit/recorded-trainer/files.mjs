// Files as the trainer writes them: weights, optimizer state, samples and the record of losses.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

/** A whole safetensors file with one small tensor and the trainer's metadata. */
export function weights(step, name, elements = 1, meta = {}) {
  const header = {
    __metadata__: {
      ...meta,
      format: 'pt',
      name,
      ss_output_name: name,
      training_info: JSON.stringify({ step, epoch: 0 }),
    },
    'lora_unet_down.lora_down.weight': { dtype: 'F32', shape: [elements], data_offsets: [0, 4 * elements] },
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const tensor = Buffer.alloc(4 * elements);
  tensor.writeFloatLE(step);
  return Buffer.concat([length, json, tensor]);
}

/** The step that a file of weights says it is of; null for a file that is none. */
export function stepOfWeights(path) {
  if (statSync(path).isDirectory()) {
    return Number(/step: (\d+)/.exec(readFileSync(join(path, 'aitk_meta.yaml'), 'utf8'))?.[1]);
  }
  const bytes = readFileSync(path);
  const length = bytes.length < 8 ? 0n : bytes.readBigUInt64LE(0);
  if (length === 0n || length > BigInt(bytes.length)) return null;
  const header = JSON.parse(bytes.subarray(8, 8 + Number(length)).toString());
  return JSON.parse(header.__metadata__.training_info).step;
}

/** Bytes that end like a ZIP archive, as torch.save makes them, and tell the step. */
export function optimizerState(step) {
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  return Buffer.concat([Buffer.from(`state of step ${step}`), end]);
}

/** All weights of one save; pairs come without a combined file. */
export function weightNames(stem, isPair) {
  return isPair
    ? [`${stem}_high_noise.safetensors`, `${stem}_low_noise.safetensors`]
    : [`${stem}.safetensors`];
}

export function writeWeights(folder, file, bytes) {
  const temporary = join(folder, '.tmp-weights');
  writeFileSync(temporary, bytes, { mode: 0o600 });
  renameSync(temporary, join(folder, file));
}

/** A large file, written under its name and piece by piece, as older versions of the library do. */
export async function writeWeightsSlowly(folder, file, step, name, pieceMs) {
  const elements = 64 * 1024;
  const bytes = weights(step, name, elements);
  const pieces = 16;
  const handle = openSync(join(folder, file), 'w', 0o600);
  for (let piece = 0; piece < pieces; piece += 1) {
    const [from, to] = [piece, piece + 1].map((at) => Math.floor((bytes.length * at) / pieces));
    writeSync(handle, bytes, from, to - from);
    await sleep(pieceMs);
  }
  closeSync(handle);
}

/** The files of a folder in which a whole model is saved, in the order in which they are written. */
export function folderFiles(step, name) {
  return [
    ['unet/config.json', Buffer.from('{"_class_name": "UNet2DConditionModel"}\n')],
    ['unet/diffusion_pytorch_model.safetensors', weights(step, name)],
    ['tokenizer/merges.txt', Buffer.alloc(0)],
    ['model_index.json', Buffer.from('{}\n')],
    [
      'aitk_meta.yaml',
      Buffer.from(`format: pt\ntraining_info:\n  epoch: 1\n  step: ${step}\nversion: '1.0'\n`),
    ],
  ];
}

export async function writeFolder(folder, stem, step, name, pauseMs) {
  for (const [file, bytes] of folderFiles(step, name)) {
    const path = join(folder, stem, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    await sleep(pauseMs);
  }
}

let samples = 0;

export function writeSample(folder, step, index) {
  const shown = join(folder, 'samples');
  mkdirSync(join(shown, '.tmp'), { recursive: true });
  samples += 1;
  const name = `${1795382331118 + samples}__${String(step).padStart(9, '0')}_${index}.jpg`;
  writeFileSync(join(shown, '.tmp', name), Buffer.from([0xff, 0xd8, step % 256, index, 0xff, 0xd9]));
  renameSync(join(shown, '.tmp', name), join(shown, name));
}

/** Keeps the newest saves by time of change, among everything that begins like a checkpoint. */
export function removeOldSaves(folder, name, keep) {
  const saves = readdirSync(folder)
    .filter((file) => file.startsWith(`${name}_`) && !file.endsWith('.pt'))
    .sort((a, b) => statSync(join(folder, a)).ctimeMs - statSync(join(folder, b)).ctimeMs);
  const old = keep === 0 ? [] : saves.slice(0, -keep);
  for (const file of old) rmSync(join(folder, file), { recursive: true });
  return old;
}

/** What a start takes for the newest checkpoint, with all the false positives of the real one. */
export function latestSave(folder, name) {
  let paths = readdirSync(folder)
    .filter((file) => file.startsWith(name))
    .map((file) => join(folder, file));
  for (const part of ['_LoRA', '_refiner', '_t2i', '_cn']) {
    if (!name.includes(part)) paths = paths.filter((path) => !path.includes(part));
  }
  return paths.sort((a, b) => statSync(b).ctimeMs - statSync(a).ctimeMs)[0];
}

export function openLossLog(folder) {
  const database = new Database(join(folder, 'loss_log.db'));
  database.pragma('journal_mode = WAL');
  database.exec(`
    CREATE TABLE IF NOT EXISTS steps (step INTEGER PRIMARY KEY, wall_time REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS metric_keys (key TEXT PRIMARY KEY, first_seen_step INTEGER, last_seen_step INTEGER);
    CREATE TABLE IF NOT EXISTS metrics (step INTEGER NOT NULL, key TEXT NOT NULL, value_real REAL,
      value_text TEXT, PRIMARY KEY (step, key), FOREIGN KEY (step) REFERENCES steps(step) ON DELETE CASCADE);`);
  const addStep = database.prepare('INSERT OR REPLACE INTO steps VALUES (?, ?)');
  const addMetric = database.prepare('INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, NULL)');
  const add = database.transaction((index, loss, lr) => {
    addStep.run(index, Date.now() / 1000);
    addMetric.run(index, 'loss/loss', loss);
    addMetric.run(index, 'learning_rate', lr);
  });
  return { add, close: () => database.close() };
}
