type Fields = Record<string, unknown>;

/**
 * The prompts of a config's samples, in the order in which the trainer numbers them, as people wrote them but
 * with the trigger word put in. Those of the samples before the first step come from `first_sample` where
 * the config has that.
 */
export function samplePrompts(config: Readonly<Fields>): { first: string[]; later: string[] } {
  const inner = asFields(config['config']);
  const process = asFields(Array.isArray(inner['process']) ? inner['process'][0] : undefined);
  const trigger = process['trigger_word'];
  const read = (block: unknown) => {
    const prompts = promptsOf(asFields(block));
    if (typeof trigger !== 'string') return prompts;
    return prompts.map((prompt) => prompt.replaceAll('[trigger]', trigger));
  };
  const later = read(process['sample']);
  return { first: process['first_sample'] === undefined ? later : read(process['first_sample']), later };
}

function promptsOf(sample: Fields): string[] {
  const { samples, prompts } = sample;
  if (Array.isArray(samples)) {
    return samples.map((item) => {
      const { prompt } = asFields(item);
      return typeof prompt === 'string' ? prompt : '';
    });
  }
  return Array.isArray(prompts) ? prompts.filter((prompt) => prompt !== null).map(String) : [];
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
