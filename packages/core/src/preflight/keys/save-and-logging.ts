import type { KeyBlock } from './key.ts';
import { choice, flag, numberTypes, text, whole } from './terms.ts';

/** `save`: when and how checkpoints are written. */
export const saveBlock: KeyBlock = {
  title: 'save',
  source: { shows: 'keys of save', file: 'toolkit/config_modules.py', lines: '23-33' },
  keys: [
    whole('save_every', 1000, 'Steps between checkpoints; 0 writes only the last one.', {
      types: ['integer', 'null'],
      min: 0,
    }),
    choice('dtype', 'float16', numberTypes, 'passed_on', 'Number type of the saved weights.'),
    whole(
      'max_step_saves_to_keep',
      5,
      'How many checkpoints are kept before older ones are deleted; 0 keeps all.',
      {
        min: 0,
      },
    ),
    choice(
      'save_format',
      'safetensors',
      ['safetensors', 'diffusers'],
      'crash',
      'Form of a fully fine-tuned model; a LoRA is one file either way.',
    ),
    flag('push_to_hub', false, 'Upload the result to Hugging Face; needs a token.'),
    text('hf_repo_id', null, 'Repository on Hugging Face to upload to, as owner/name.'),
    flag('hf_private', false, 'Make the uploaded repository private.'),
  ],
};

/** `logging`: what is recorded while training. */
export const loggingBlock: KeyBlock = {
  title: 'logging',
  source: { shows: 'keys of logging', file: 'toolkit/config_modules.py', lines: '35-42' },
  keys: [
    whole('log_every', 100, 'Steps between recorded losses.', { types: ['integer', 'null'], min: 1 }),
    flag('verbose', false, 'Print more.'),
    flag('use_wandb', false, 'Send the losses to Weights & Biases.'),
    flag('use_ui_logger', false, 'Record the losses in a file that an interface can read.'),
    text('project_name', 'ai-toolkit', 'Project name at Weights & Biases.'),
    text('run_name', null, 'Run name at Weights & Biases.'),
  ],
};
