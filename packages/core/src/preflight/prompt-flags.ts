/** One option of a sample's prompt: `--w 1024` is flag `w` with content `1024`. */
export interface PromptFlag {
  readonly flag: string;
  readonly content: string;
}

/** A prompt as the trainer takes it apart. */
export interface SplitPrompt {
  /** What is left to draw: everything before the first `--`. */
  readonly text: string;
  readonly flags: readonly PromptFlag[];
}

/** How the trainer reads the content of each flag it knows; any other flag vanishes with its content. */
export const promptFlagTypes: Readonly<Record<string, 'text' | 'integer' | 'number' | 'numbers'>> = {
  p2: 'text',
  n: 'text',
  n2: 'text',
  w: 'integer',
  h: 'integer',
  d: 'integer',
  seed: 'integer',
  l: 'number',
  cfg: 'number',
  s: 'integer',
  steps: 'integer',
  m: 'number',
  network_multiplier: 'number',
  gr: 'number',
  a: 'number',
  ref: 'number',
  ev: 'numbers',
  extra_values: 'numbers',
  frames: 'integer',
  num_frames: 'integer',
  fps: 'integer',
  ctrl_img: 'text',
  ctrl_idx: 'integer',
};

/** The text that a prompt is drawn as: numbers and booleans are taken for texts; null for what is no prompt. */
export function promptText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : null;
}

/** Splits a prompt at every `--`, as GenerateImageConfig does (toolkit/config_modules.py:1373-1455). */
export function splitPrompt(prompt: string): SplitPrompt {
  const [text = '', ...parts] = prompt.trim().split('--');
  const flags = parts.map((part) => {
    const word = part.split(' ', 1)[0] ?? '';
    return { flag: word.trim(), content: part.slice(word.trim().length).trim() };
  });
  return { text: text.trim(), flags };
}

/** The content of the last flag of this name; null where there is none. */
export function lastFlag(split: SplitPrompt, flag: string): string | null {
  return split.flags.findLast((found) => found.flag === flag)?.content ?? null;
}
