import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readDocument } from '../../packages/core/src/preflight/document.ts';
import { toYaml } from './to-yaml.ts';

const prompt = 'a teapot on a wooden table, soft light from a window';
const control = '/app/ai-toolkit/datasets/CONTROL';

/** Texts of the example that are somebody's own, by key, and what stands for them. */
const replaced: ReadonlyMap<string, string> = new Map([
  ['folder_path', '/app/ai-toolkit/datasets/DATASET'],
  ['control_path', control],
  ['clip_image_path', control],
  ['test_img_path', `${control}/001.png`],
  ['ctrl_img', `${control}/001.png`],
  ['ctrl_img_1', `${control}/001.png`],
  ['ctrl_img_2', `${control}/002.png`],
  ['training_folder', '/app/ai-toolkit/output'],
  ['prompt', prompt],
]);

/**
 * Writes the settings of the trainer's example configs that train something into `folder`, without their comments,
 * with folders and prompts of ours, and returns their number. Examples that are no valid YAML are left out.
 */
export function writeExamples(dir: string, folder: string): number {
  mkdirSync(folder, { recursive: true });
  const examples = readdirSync(join(dir, 'config/examples'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /train_.*\.ya?ml$/.test(path))
    .sort();
  let written = 0;
  for (const path of examples) {
    const read = readDocument(readFileSync(join(dir, 'config/examples', path), 'utf8'));
    if (!read.ok) continue;
    const name = basename(path).replace(/\..*$/, '');
    const example = replaceTexts(read.document.value, '') as { config: object; meta?: object };
    const config = { ...example, config: { ...example.config, name } };
    if (config.meta !== undefined) config.meta = { ...config.meta, name: '[name]' };
    writeFileSync(join(folder, `${name}.yaml`), toYaml(config));
    written++;
  }
  return written;
}

/** A copy with our texts; `key` is the key that holds the value. */
function replaceTexts(value: unknown, key: string): unknown {
  if (key === 'prompts' && Array.isArray(value)) return [...new Set(value.map(replacePrompt))];
  if (key === 'control_path' && Array.isArray(value)) return [control, `${control}_2`];
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, ''));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, replaceTexts(inner, name)]),
    );
  }
  return typeof value === 'string' ? (replaced.get(key) ?? value) : value;
}

/** Whether a prompt gives a control image is a setting; its words are not. */
function replacePrompt(text: unknown): string {
  return String(text).includes('--ctrl_img') ? `${prompt} --ctrl_img ${control}/001.png` : prompt;
}
