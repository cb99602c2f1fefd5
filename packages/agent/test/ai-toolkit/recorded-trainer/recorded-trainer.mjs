// Behaves like AI Toolkit's process, as it was recorded: what it reads, prints and writes, and how it ends.
// `behaviour` in the config's process makes it go wrong in one of the ways that were seen.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import * as files from './files.mjs';
import { launchRanks } from './launch-ranks.mjs';
import { isCaptioner, runCaptioner } from './recorded-captioner.mjs';

const rank = Number(process.env['RANK'] ?? 0);
/** Prints, bars, rows and files are the business of the first process alone. */
const isMain = rank === 0;

const print = (text) => isMain && process.stdout.write(`${text}\n`);
const paint = (text) => isMain && process.stderr.write(`\r${text}`);

/** An error with the exception's class in the trainer's language. */
function failure(type, message) {
  return Object.assign(new Error(message), { type });
}

function readConfig(path) {
  const raw = readFileSync(path, 'utf8').replace(/\$\{([^}]+)\}/g, (_whole, name) => {
    const value = process.env[name];
    if (value === undefined) {
      throw failure(
        'ValueError',
        `Environment variable ${name} not set. Please ensure it's defined before proceeding.`,
      );
    }
    return value;
  });
  const { name } = JSON.parse(raw).config;
  return JSON.parse(raw.replaceAll('[name]', name));
}

function openRow(path) {
  if (!existsSync(path) || !process.env['AITK_JOB_ID']) return null;
  const id = process.env['AITK_JOB_ID'];
  // By every process.
  process.stdout.write(`Using SQLite database at ${path}\nJob ID: "${id}"\n`);
  const database = new Database(path, { timeout: 5000 });
  const flags = database.prepare('SELECT stop, return_to_queue, save_now, sample_now FROM Job WHERE id = ?');
  return {
    set: (key, value) =>
      isMain && database.prepare(`UPDATE Job SET ${key} = ? WHERE id = ?`).run(String(value), id),
    flags: () => flags.get(id),
  };
}

async function main() {
  print('Running 1 job');
  let row = null;
  let lastSave = 0;
  let isStopping = false;
  try {
    const config = readConfig(process.argv.at(-1));
    const { name } = config.config;
    const [settings] = config.config.process;
    if (isCaptioner(settings)) {
      row = openRow(settings.sqlite_db_path);
      process.on('SIGINT', () => {
        row?.set('status', 'stopped');
        row?.set('info', 'Job stopped');
        process.exit(0);
      });
      await runCaptioner(settings, { row, print, paint, failure });
      return;
    }
    const behaviour = settings.behaviour ?? {};
    const { steps } = settings.train;
    const isPair = behaviour.pair === true;
    if (behaviour.notesIn !== undefined) {
      const note = { pid: process.pid, args: process.argv.slice(2), env: process.env };
      writeFileSync(join(behaviour.notesIn, `rank-${rank}.json`), JSON.stringify(note));
    }
    if (behaviour.config !== undefined) throw failure('ValueError', behaviour.config);
    print(JSON.stringify(settings, null, 4));
    row = openRow(settings.sqlite_db_path);
    const status = (value, info) => {
      row?.set('status', value);
      row?.set('info', info);
    };
    const checkStop = () => {
      const flags = row?.flags();
      if (flags?.stop === 1 && !behaviour.ignoresStop) {
        isStopping = true;
        status('stopped', 'Job stopped');
        throw failure('Exception', 'Job stopped');
      }
      return flags;
    };
    process.on('SIGINT', () => {
      if (behaviour.ignoresInterrupt) return;
      status('stopped', 'Job stopped');
      row?.set('step', lastSave);
      print(
        '\n========================================\nJob stopped\n========================================',
      );
      process.exit(0);
    });
    if (behaviour.ignoresTerm) process.on('SIGTERM', () => undefined);
    const misbehave = async (at) => {
      if (behaviour.at !== at || (behaviour.rank ?? rank) !== rank) return;
      if (behaviour.eatsMemory) {
        const eaten = [];
        for (;;) {
          eaten.push(Buffer.alloc(16 * 1024 * 1024, 1));
          await sleep(2);
        }
      }
      if (behaviour.output !== undefined) process.stderr.write(behaviour.output);
      if (behaviour.signal !== undefined) process.kill(process.pid, behaviour.signal);
      if (behaviour.exit !== undefined) process.exit(behaviour.exit);
      if (behaviour.hangs) await sleep(600_000);
      if (behaviour.message !== undefined) throw failure(behaviour.type ?? 'RuntimeError', behaviour.message);
    };

    status('running', 'Starting');
    const folder = join(settings.training_folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.yaml'), 'job: extension\n');
    print(
      `\n#############################################\n# Running job: ${name}\n#############################################\n\n`,
    );
    print('Running  1 process');
    checkStop();
    status('running', 'Loading model');
    await misbehave('loading');
    paint('Loading pipeline components...: 100%|██████████| 5/5 [00:00<00:00, 58.00it/s]\n');
    print('create LoRA network. base dim (rank): 4, alpha: 4');
    let start = 0;
    const latest = files.latestSave(folder, name);
    if (latest !== undefined && !behaviour.ignoresResume) {
      print(`#### IMPORTANT RESUMING FROM ${latest} ####\nLoading from ${latest}`);
      if (!latest.endsWith('.safetensors') && !behaviour.savesFolders)
        throw failure('_pickle.UnpicklingError', 'Weights only load failed.');
      const step = files.stepOfWeights(latest);
      if (step === null) {
        throw failure(
          'safetensors._safetensors_rust.SafetensorError',
          'Error while deserializing header: invalid header length',
        );
      }
      print(behaviour.dropsWeights ? "Missing keys: ['lora_unet_a.lora_down.weight']" : 'Missing keys: []');
      start = step;
      print(`Found step ${start} in metadata, starting from there`);
      if (existsSync(join(folder, 'optimizer.pt'))) {
        const state = readFileSync(join(folder, 'optimizer.pt'), 'latin1');
        print(`Loading optimizer state from ${join(folder, 'optimizer.pt')}`);
        if (!state.startsWith(`state of step ${start}`)) print('Failed to load optimizer state');
      }
    }
    lastSave = start;
    status('running', 'Loading dataset');
    for (const dataset of settings.datasets ?? []) {
      print(`Dataset: ${dataset.folder_path}\n  -  Preprocessing image dimensions`);
      writeFileSync(join(dataset.folder_path, '.aitk_size.json'), '{}');
      print('  -  Found 4 images');
    }
    paint('Caching latents to disk: 100%|██████████| 4/4 [00:00<00:00, 3927.25it/s]\n');
    await misbehave('caching');
    const prompts = settings.sample?.samples ?? [];
    const sample = async (step) => {
      if (settings.train.disable_sampling || !isMain) return;
      status('running', `Generating images - 0/${prompts.length}`);
      paint('Generating Images:   0%|          | 0/2 [00:00<?, ?it/s]');
      for (const index of prompts.keys()) files.writeSample(folder, step, index);
      status('running', 'Training');
    };
    const save = async (step) => {
      if (!isMain) return;
      status('running', 'Saving model');
      const stem = step === null ? name : `${name}_${String(step).padStart(9, '0')}`;
      const bytes = files.weights(step ?? Math.max(steps, start), name, 1, config.meta);
      if (step !== null) {
        print(`\nSaving at step ${step}`);
        lastSave = step;
      }
      await sleep(behaviour.saveMs ?? 0);
      const names = behaviour.savesFolders ? [] : files.weightNames(stem, isPair);
      if (behaviour.savesFolders) {
        await files.writeFolder(folder, stem, step ?? Math.max(steps, start), name, behaviour.writeMs ?? 0);
      }
      for (const file of names) {
        if (behaviour.writeMs === undefined) files.writeWeights(folder, file, bytes);
        else await files.writeWeightsSlowly(folder, file, step ?? steps, name, behaviour.writeMs);
      }
      print(`Saved checkpoint to ${join(folder, `${stem}.safetensors`)}`);
      writeFileSync(join(folder, 'optimizer.pt'), files.optimizerState(step ?? steps));
      print(`Saved optimizer to ${join(folder, 'optimizer.pt')}`);
      const keep = (settings.save?.max_step_saves_to_keep ?? 4) * (isPair ? 2 : 1);
      for (const old of files.removeOldSaves(folder, name, keep))
        print(`Removing old save: ${join(folder, old)}`);
      checkStop();
      status('running', 'Training');
      while (step !== null && behaviour.waitsIn && !existsSync(join(behaviour.waitsIn, String(step))))
        await sleep(10);
    };
    if (start <= 1 && !settings.train.skip_first_sample) {
      print('Generating baseline samples before training');
      await sample(0);
    }
    row?.set('step', start);
    status('running', 'Training');
    const losses = isMain && settings.logging?.use_ui_logger ? files.openLossLog(folder) : null;
    paint(`${name}:   0%|          | ${start}/${steps} [00:00<?, ?it/s]`);
    for (let index = start; index < steps; index += 1) {
      await sleep(behaviour.stepMs ?? 4);
      await misbehave(index);
      if (behaviour.skips?.includes(index)) print('# OOM during training step, skipping batch 1/3 #');
      const isNan = behaviour.nanFrom !== undefined && index >= behaviour.nanFrom;
      if (isNan) print('loss is nan');
      const loss = isNan ? 0 : 1 / (index + 1);
      if (index !== start) {
        if (settings.save?.save_every && index % settings.save.save_every === 0) await save(index);
        if (settings.sample?.sample_every && index % settings.sample.sample_every === 0) await sample(index);
        if (losses) losses.add(index, loss, 1e-4);
      }
      const percent = String(Math.floor((100 * (index + 1)) / steps)).padStart(3);
      paint(
        `${name}: ${percent}%|██▌       | ${index + 1}/${steps} [00:00<00:00, 19.26it/s, lr: 1.0e-04 loss: ${loss.toExponential(3)}]`,
      );
      row?.set('step', index + 1);
      row?.set('speed_string', '19.26 iter/sec');
      const flags = checkStop();
      if (flags?.save_now === 1) {
        row.set('save_now', 0);
        await save(index + 1);
      }
      if (flags?.sample_now === 1) {
        row.set('sample_now', 0);
        print(`\nSampling at step ${index + 1}`);
        await sample(index + 1);
      }
    }
    await save(null);
    await misbehave('final sampling');
    await sample(steps);
    if (losses) losses.close();
    status('completed', 'Training completed');
  } catch (error) {
    print(`Error running job: ${error.message}`);
    if (row === null) print("Error running on_error: cannot access local variable 'job'");
    if (!isStopping && !error.isStop) {
      row?.set('status', 'error');
      row?.set('info', error.message);
    }
    row?.set('step', lastSave);
    print(
      '\n========================================\nResult:\n - 0 completed jobs\n - 1 failure\n========================================',
    );
    process.stderr.write(
      `Traceback (most recent call last):\n  File "/abs/ai-toolkit/run.py", line 147, in <module>\n    main()\n${error.type ?? 'Exception'}: ${error.message}\n`,
    );
    process.exitCode = 1;
  }
}

if (process.argv[2] === '-m') await launchRanks(process.argv.slice(2));
else await main();
