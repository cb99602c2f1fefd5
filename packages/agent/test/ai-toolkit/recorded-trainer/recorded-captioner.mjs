// Behaves like AI Toolkit's captioners: what they read, print and write, and how they end. A prompt of the form
// `behaviour {…}` makes it go wrong in one of the ways that were seen.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const prefix = 'behaviour ';

/** True for a process of a config that captions. */
export function isCaptioner(settings) {
  return /Captioner$/.test(settings.type);
}

/** Captions the files of one folder; `row` is the control row, or null, and `failure` makes an error with a class. */
export async function runCaptioner(settings, { row, print, paint, failure }) {
  const { caption } = settings;
  const behaviour = caption.caption_prompt.startsWith(prefix)
    ? JSON.parse(caption.caption_prompt.slice(prefix.length))
    : {};
  if (behaviour.configIn !== undefined) writeFileSync(behaviour.configIn, JSON.stringify(settings));
  const status = (value, info) => {
    row?.set('status', value);
    row?.set('info', info);
  };
  const misbehave = async (at) => {
    if (behaviour.at !== at) return;
    if (behaviour.output !== undefined) process.stderr.write(behaviour.output);
    if (behaviour.signal !== undefined) process.kill(process.pid, behaviour.signal);
    if (behaviour.exit !== undefined) process.exit(behaviour.exit);
    if (behaviour.hangs) await sleep(600_000);
    if (behaviour.message !== undefined) throw failure(behaviour.type ?? 'RuntimeError', behaviour.message);
  };
  // A thread of the real one looks every few seconds and interrupts the process; the loop looks before each file.
  setInterval(() => {
    if (row?.flags().stop === 1 && !behaviour.ignoresStop) process.kill(process.pid, 'SIGINT');
  }, 1_000).unref();

  status('running', 'Starting');
  print('Running  1 process');
  status('running', 'Loading Model');
  await misbehave('loading');
  print('Loading Qwen3VL model');
  status('running', 'Looking for files');
  const folder = caption.path_to_caption;
  const all = readdirSync(folder)
    .filter(
      (file) => !file.startsWith('.') && caption.extensions.includes(extname(file).slice(1).toLowerCase()),
    )
    .map((file) => join(folder, file))
    .sort();
  const captionOf = (path) => `${path.slice(0, -extname(path).length)}.${caption.caption_extension}`;
  const hasCaption = (path) =>
    existsSync(captionOf(path)) && readFileSync(captionOf(path), 'utf8').trim() !== '';
  const paths = caption.recaption ? all : all.filter((path) => !hasCaption(path));
  print(`Found ${paths.length} files to caption`);
  row?.set('total_steps', paths.length);
  row?.set('step', 0);
  status('running', `Captioning ${paths.length} files`);
  paint(`Captioning files:   0%|          | 0/${paths.length} [00:00<?, ?file/s]`);
  let step = 0;
  for (const path of paths) {
    const name = basename(path);
    if (row?.flags().stop === 1 && !behaviour.ignoresStop) {
      status('stopped', 'Job stopped');
      throw Object.assign(failure('Exception', 'Job stopped'), { isStop: true });
    }
    await misbehave(step);
    await sleep(behaviour.fileMs ?? 4);
    while (behaviour.waitsIn && !existsSync(join(behaviour.waitsIn, name))) await sleep(10);
    if (behaviour.fails?.includes(name)) {
      print(`Error captioning file ${path}: cannot identify image file '${path}'`);
    } else if (behaviour.swallows?.includes(name)) {
      print(`Error processing ${path}: CUDA error: an illegal memory access`);
      process.stderr.write(
        'Traceback (most recent call last):\n  File "x.py", line 1\nRuntimeError: illegal\n',
      );
    } else if (!behaviour.silent?.includes(name)) {
      const text = behaviour.empty?.includes(name)
        ? ' '
        : `${name}, as ${caption.model_name_or_path} sees it`;
      rmSync(captionOf(path), { force: true });
      writeFileSync(captionOf(path), text);
    }
    step += 1;
    row?.set('step', step);
    paint(`Captioning files: 50%|█████     | ${step}/${paths.length} [00:00<00:01, 1.00file/s]`);
  }
  status('completed', 'Captioning completed');
  print(
    '\n****************************************************\nCaptioning complete\n****************************************************',
  );
}
