import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMap, isScalar, isSeq, parseDocument, stringify, visit, type YAMLSeq } from 'yaml';

const prompt = 'a teapot on a wooden table, soft light from a window';
const dataset = '/app/ai-toolkit/datasets/DATASET';
const control = '/app/ai-toolkit/datasets/CONTROL';

/** Texts of the example that are somebody's own, by key, and what stands for them. */
const replaced: Readonly<Record<string, string>> = {
  folder_path: dataset,
  control_path: control,
  clip_image_path: control,
  test_img_path: `${control}/001.png`,
  ctrl_img: `${control}/001.png`,
  ctrl_img_1: `${control}/001.png`,
  ctrl_img_2: `${control}/002.png`,
  training_folder: '/app/ai-toolkit/output',
  prompt,
};

/**
 * Writes the settings of the trainer's example configs that train something into `folder`, without their comments,
 * with folders and prompts of ours, and returns their number. Examples that are no valid YAML are left out.
 */
export function writeExamples(dir: string, folder: string): number {
  mkdirSync(folder, { recursive: true });
  const examples = readdirSync(join(dir, 'config/examples'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(modal\/)?.*train_.*\.ya?ml$/.test(path))
    .sort();
  let written = 0;
  for (const path of examples) {
    const document = parseDocument(readFileSync(join(dir, 'config/examples', path), 'utf8'));
    if (document.errors.length > 0) continue;
    visit(document, {
      Pair(_, pair) {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        if (key === 'prompts' && isSeq(pair.value)) pair.value = document.createNode(readPrompts(pair.value));
        else if (key in replaced && isScalar(pair.value)) pair.value.value = replaced[key];
        else if (key === 'control_path') pair.value = document.createNode([control, `${control}_2`]);
      },
    });
    const config = document.get('config');
    if (isMap(config)) config.set('name', basename(path).replace(/\..*$/, ''));
    writeFileSync(
      join(folder, `${basename(path).replace(/\.[^.]*$/, '')}.yaml`),
      stringify(document.toJS(), { lineWidth: 0 }),
    );
    written++;
  }
  return written;
}

/** One prompt of ours for prompts that were alike: with a control image as a flag, or without. */
function readPrompts(prompts: YAMLSeq): string[] {
  const texts = prompts.items.map((item) => (isScalar(item) ? String(item.value) : ''));
  const ours = texts.map((text) =>
    text.includes('--ctrl_img') ? `${prompt} --ctrl_img ${control}/001.png` : prompt,
  );
  return [...new Set(ours)];
}
