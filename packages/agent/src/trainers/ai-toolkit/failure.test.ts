import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classifyFailure, type TrainerDeath } from './failure.ts';
import { createLogReader, type LogEnding } from './log-reader.ts';
import { createRunState, type RunState } from './run-state.ts';

const folder = new URL('../../../test/ai-toolkit/fixtures/', import.meta.url);

/** Reads a recording as a pipe gives it: in pieces that end anywhere. */
function replay(
  file: string,
  run: { name: string; resumeStep?: number | null },
): { state: RunState; ending: LogEnding; notes: readonly string[] } {
  const notes: string[] = [];
  const state = createRunState({
    totalSteps: 4,
    resumeStep: run.resumeStep ?? null,
    hasLossLog: () => false,
    onEvent: () => undefined,
    onNote: (line) => notes.push(line),
    onFailure: () => undefined,
  });
  const reader = createLogReader(run.name, state.takeFact);
  const text = readFileSync(new URL(file, folder), 'utf8');
  for (let at = 0; at < text.length; at += 97) reader.push('stdout', text.slice(at, at + 97));
  return { state, ending: reader.ending(), notes };
}

/** What is known of a run of which only its output was kept. */
function deathOf(file: string, runName: string, isResumed: boolean): TrainerDeath {
  const { state, ending } = replay(file, { name: runName });
  const { phase, step } = state;
  const end = { exitCode: 1, signal: null, totalSteps: 4, hasFinalCheckpoint: false, wasMemoryKill: false };
  return { ...end, ...ending, phase, step, isResumed };
}

const recorded: Readonly<Record<string, { reason: string; message: RegExp }>> = {
  adamw8bit: { reason: 'IMPORT_ERROR', message: /No module named 'bitsandbytes'/ },
  dop_bpp: { reason: 'BAD_CONFIG', message: /Cannot use both differential output preservation/ },
  dop_no_trigger: { reason: 'BAD_CONFIG', message: /requires a trigger_word/ },
  'dop_ok.3': { reason: 'CHECKPOINT_DAMAGED', message: /earlier checkpoint/ },
  empty_ds: { reason: 'NO_TRAINING_FILES', message: /no images that could be read/ },
  envvar: { reason: 'BAD_CONFIG', message: /Environment variable NOPE not set/ },
  lr_abc: { reason: 'BAD_CONFIG', message: /could not convert string to float: 'abc'/ },
  lr_nan: { reason: 'BAD_CONFIG', message: /Invalid learning rate: nan/ },
  lr_neg: { reason: 'BAD_CONFIG', message: /Invalid learning rate: -0\.0001/ },
  lr_null: { reason: 'BAD_CONFIG', message: /float\(\) argument must be a string/ },
  missing_ds: { reason: 'MISSING_FILE', message: /The file \/abs\/work\/nope is missing/ },
  name_c: { reason: 'CHECKPOINT_DAMAGED', message: /Weights only load failed/ },
  no_datasets: { reason: 'TRAINER_ERROR', message: /while training.*get_caption_list/ },
  no_driver: { reason: 'DRIVER_MISMATCH', message: /The GPU cannot be used.*Found no NVIDIA driver/ },
  no_name_or_path: { reason: 'BAD_CONFIG', message: /name_or_path must be specified/ },
  prompt_flag: { reason: 'BAD_CONFIG', message: /invalid literal for int\(\).*wide angle/ },
  rank2: { reason: 'RESUME_MISMATCH', message: /rank/ },
  rank8: { reason: 'RESUME_MISMATCH', message: /the rank, the type of network or the model was changed/ },
  two_proc_ds_te: { reason: 'BAD_CONFIG', message: /must have cache_text_embeddings/ },
  vid_only_nf1: { reason: 'NO_TRAINING_FILES', message: /num_frames/ },
  wrong_diffusers: { reason: 'IMPORT_ERROR', message: /requirements/ },
};

test.each(Object.entries(recorded))('the recorded failure %s is told in words', (name, expected) => {
  const found = classifyFailure(deathOf(`failures/${name}.log`, name, name.startsWith('rank')));
  expect(found?.reason).toBe(expected.reason);
  expect(found?.message).toMatch(expected.message);
});

/** Recordings of runs that ended with exit code 0 although what came of them is of no use. */
const silent: Readonly<
  Record<string, { name: string; resumeStep: number | null; reason: string; message: RegExp }>
> = {
  lr_inf_like: {
    name: 'lr_inf_like',
    resumeStep: null,
    reason: 'NAN_LOSS',
    message: /no longer a number at step 4/,
  },
  lokr_on_lora: {
    name: 'rank4',
    resumeStep: 4,
    reason: 'RESUME_MISMATCH',
    message: /step 4 do not fit the config/,
  },
  'LoRA_dir.2': {
    name: 'LoRA_dir',
    resumeStep: 4,
    reason: 'RESUME_IGNORED',
    message: /checkpoint of step 4 .*begun at step 0/,
  },
  'name_glob.2': { name: 'a[b]c', resumeStep: 4, reason: 'RESUME_IGNORED', message: /checkpoint of step 4/ },
};

test.each(Object.entries(silent))('the recorded success %s is found to be none', (file, expected) => {
  const { state } = replay(`failures/${file}.log`, expected);
  for (let look = 0; look < 2; look += 1) {
    state.takeControl({ status: 'running', info: 'Training', step: 4, speed: '' });
  }
  const found = state.failure ?? state.faultOfResult();
  expect(found?.reason).toBe(expected.reason);
  expect(found?.message).toMatch(expected.message);
});

/** Odd configs that trained, though each has something that a reader of logs could take for a failure. */
const healthy = readdirSync(new URL('healthy/', folder)).map((file) => file.replace(/\.log$/, ''));

test.each(healthy)('the recorded run %s has trained, and nothing is held against it', (file) => {
  const { state, ending, notes } = replay(`healthy/${file}.log`, { name: runNames[file] ?? file });
  expect(ending).toEqual({ error: null, exception: null, partSignal: null });
  expect([state.failure, state.faultOfResult()]).toEqual([null, null]);
  expect(state.step).toBe(file === 'steps0' ? 0 : 4);
  // Every one of these datasets has a picture that cannot be read.
  expect(notes.join()).toContain('could not be read and is left out');
});

/** Where it is not that of the file. */
const runNames: Readonly<Record<string, string>> = { name_glob: 'a[b]c', 'dop_ok.2': 'dop_ok' };

test('every recorded failure has its line in a table', () => {
  const files = readdirSync(new URL('failures/', folder)).map((file) => file.replace(/\.log$/, ''));
  expect(files.sort()).toEqual([...Object.keys(recorded), ...Object.keys(silent)].sort());
});

const death: TrainerDeath = {
  exitCode: 1,
  signal: null,
  error: null,
  exception: null,
  partSignal: null,
  phase: 'training',
  step: 7,
  totalSteps: 20,
  isResumed: false,
  hasFinalCheckpoint: false,
  wasMemoryKill: false,
};

test.each<[string, Partial<TrainerDeath>, string | null]>([
  ['CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has …', {}, 'CUDA_OUT_OF_MEMORY'],
  ['401 Client Error. Cannot access gated repo for url https://huggingface.co/x', {}, 'GATED_MODEL'],
  ['Access to model black-forest-labs/FLUX.1-dev is restricted.', {}, 'GATED_MODEL'],
  ["We couldn't connect to 'https://huggingface.co' to load the files", {}, 'MODEL_UNREACHABLE'],
  ['404 Client Error. Repository Not Found for url: https://huggingface.co/x', {}, 'MODEL_NOT_FOUND'],
  [
    'The provided pretrained_model_name_or_path "/x" is neither a valid local path nor a valid repo id.',
    {},
    'MODEL_NOT_FOUND',
  ],
  ['[Errno 28] No space left on device', {}, 'DISK_FULL'],
  ['The NVIDIA driver on your system is too old (found version 11040).', {}, 'DRIVER_MISMATCH'],
  ['CUDA error: no kernel image is available for execution on the device', {}, 'DRIVER_MISMATCH'],
  ['DataLoader worker (pid 7) is killed by signal: Bus error.', {}, 'SHARED_MEMORY'],
  ['CUDA error: device-side assert triggered', {}, 'GPU_FAULT'],
  ["DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes", {}, 'HOST_OUT_OF_MEMORY'],
  ['Control image is required for Flux Kontext model generation.', {}, 'CONTROL_IMAGE_MISSING'],
  ["[Errno 13] Permission denied: '/x'", {}, 'PERMISSION_DENIED'],
  ['database is locked', {}, 'CONTROL_DATABASE'],
  ['something new', {}, 'TRAINER_ERROR'],
  [
    'Error(s) in loading state_dict for LoRASpecialNetwork: size mismatch',
    { isResumed: true },
    'RESUME_MISMATCH',
  ],
  ['', { exitCode: 7 }, 'ENDED_EARLY'],
  ['', { exitCode: null, signal: 'SIGSEGV' }, 'TRAINER_CRASHED'],
  ['', { exitCode: null, signal: 'SIGKILL', wasMemoryKill: true }, 'KILLED_BY_KERNEL'],
  ['', { partSignal: 'SIGKILL', wasMemoryKill: true }, 'KILLED_BY_KERNEL'],
  ['', { partSignal: 'SIGKILL' }, 'PROCESS_KILLED'],
  ['', { partSignal: 'SIGABRT' }, 'TRAINER_CRASHED'],
  ['', { partSignal: 'SIGTERM' }, 'ENDED_EARLY'],
  ['', { exitCode: null, signal: 'SIGKILL' }, null],
  ['', { exitCode: null, signal: 'SIGTERM' }, null],
])('%j with %o is %s', (error, changes, reason) => {
  const found = classifyFailure({ ...death, error: error === '' ? null : error, ...changes });
  expect(found?.reason ?? null).toBe(reason);
});

test('a failure after the last save says that the weights are complete', () => {
  const found = classifyFailure({ ...death, error: 'boom', phase: 'sampling', hasFinalCheckpoint: true });
  expect(found?.message).toBe(
    'The trainer failed while sampling, at step 7 of 20: It said: boom. The weights of the last step are complete and were kept.',
  );
});
