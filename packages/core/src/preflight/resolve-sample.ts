import { isMapping } from './block.ts';
import type { MutableMap, NoteChange } from './note-change.ts';
import type { ConfigPath } from './path.ts';
import { promptText } from './prompt-flags.ts';

/**
 * Mends a `sample` block where the trainer would fail for a reason that has one sensible answer: no negative
 * prompt (tokenizers refuse its default, False), samples without a prompt (they shift all that follow), an
 * empty path of a control image.
 */
export function mendSample(sample: MutableMap, at: ConfigPath, note: NoteChange): void {
  mendNegative(sample, at, note, sample['samples'] === undefined && sample['prompts'] === undefined);
  if (sample['samples'] === null) {
    delete sample['samples'];
    note([...at, 'samples'], '`samples` is empty (null), which ends the run; it is left out.');
  }
  if (Array.isArray(sample['prompts']))
    sample['prompts'] = keepPrompts(sample['prompts'], [...at, 'prompts'], note);
  else if (typeof sample['prompts'] === 'string')
    sample['prompts'] = listPrompt(sample['prompts'], [...at, 'prompts'], note);
  else if (sample['prompts'] === null) delete sample['prompts'];
  if (typeof sample['samples'] === 'string')
    sample['samples'] = listPrompt(sample['samples'], [...at, 'samples'], note).map(asSample);
  if (!Array.isArray(sample['samples'])) return;
  const kept: unknown[] = [];
  for (const [index, item] of sample['samples'].entries()) {
    const itemAt = [...at, 'samples', index];
    const prompt = promptText(item);
    if (prompt !== null) {
      kept.push(asSample(prompt));
      const what = typeof item === 'string' ? 'text' : typeof item;
      note(itemAt, `A sample is written as a ${what}; it is taken for its prompt.`);
    } else if (item === null) {
      note(itemAt, 'A sample is empty (null), which ends the run; it is left out.');
    } else if (isMapping(item) && (item['prompt'] === undefined || item['prompt'] === null)) {
      note(
        itemAt,
        'A sample has no prompt; it is left out, as it would shift the settings of all that follow.',
      );
    } else {
      if (isMapping(item)) mendItem(item as MutableMap, itemAt, note);
      kept.push(item);
    }
  }
  sample['samples'] = kept;
}

/** For models that draw with flow matching alone; without a name the trainer takes ddpm, which fails. */
export function mendSampler(sample: MutableMap, at: ConfigPath, note: NoteChange): void {
  const sampler = sample['sampler'];
  // With null it draws as it trains.
  if (sampler === null || sampler === 'flowmatch' || sampler === 'mean_flow') return;
  const drawn = [sample['samples'], sample['prompts']].some((list) => Array.isArray(list) && list.length > 0);
  sample['sampler'] = 'flowmatch';
  const what = sampler === undefined ? 'is missing and is ddpm by default' : `is ${JSON.stringify(sampler)}`;
  note(
    [...at, 'sampler'],
    `\`sampler\` ${what}, which ends the run at the first sample; this model draws with flowmatch.`,
    { quiet: !drawn },
  );
}

function keepPrompts(prompts: readonly unknown[], at: ConfigPath, note: NoteChange): unknown[] {
  return prompts.flatMap((prompt, index) => {
    if (prompt !== null) return [mendPrompt(prompt, [...at, index], note)];
    note([...at, index], 'An empty prompt (null) is left out.');
    return [];
  });
}

function asSample(prompt: string): MutableMap {
  return { prompt };
}

/** The trainer would take every letter of such a text for an entry of its own. */
function listPrompt(prompt: string, at: ConfigPath, note: NoteChange): string[] {
  const blank = prompt.trim() === '';
  note(
    at,
    `\`${String(at.at(-1))}\` is a text and no list; it is taken for ${blank ? 'an empty list' : 'a list of one prompt'}.`,
  );
  return blank ? [] : [prompt];
}

function mendItem(item: MutableMap, at: ConfigPath, note: NoteChange): void {
  item['prompt'] = mendPrompt(item['prompt'], [...at, 'prompt'], note);
  if (Object.hasOwn(item, 'neg')) mendNegative(item, at, note, false);
  for (const key of ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3']) {
    const path = item[key];
    if (typeof path === 'string' && path.trim() === '') delete item[key];
  }
}

function mendPrompt(prompt: unknown, at: ConfigPath, note: NoteChange): unknown {
  const text = promptText(prompt);
  if (text === null || text === prompt) return prompt;
  note(at, `The prompt ${text} is no text; it is taken as one.`);
  return text;
}

function mendNegative(block: MutableMap, at: ConfigPath, note: NoteChange, quiet: boolean): void {
  const negative = block['neg'];
  if (typeof negative === 'string') return;
  block['neg'] = '';
  const what = negative === undefined ? 'is missing' : `is ${JSON.stringify(negative)}`;
  note(
    [...at, 'neg'],
    `\`neg\` ${what}, which ends the run at the first sample; it is taken as empty ("").`,
    { quiet },
  );
}
