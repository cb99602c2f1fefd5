import { randomUUID } from 'node:crypto';
import { join, relative, resolve } from 'node:path';
import { createClient } from '@trainyard/core';
import type { Settings } from '@trainyard/server/settings';
import { listArtifactFiles } from '../client/artifact-files.ts';
import { downloadArtifacts } from '../client/download-artifacts.ts';
import type { Job } from '../client/find.ts';
import { defineCommand } from '../command.ts';
import { demoConfig } from '../demo/config.ts';
import { pictures, triggerWord, writePictures } from '../demo/pictures.ts';
import { makeDataset, readLosses, train } from '../demo/train.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { withTokensOf } from '../open-tokens.ts';
import { withOperatorErrors } from '../operator-errors.ts';
import { formatDuration } from '../quantities.ts';
import { quoteForShell } from '../quote-for-shell.ts';
import { describeFailure } from '../report-failure.ts';

const defaultSteps = 240;

export const command = defineCommand({
  name: 'demo',
  summary: 'See the whole of it once: draw a dataset, train a small LoRA on it, fetch the checkpoint.',
  details: [
    'Starts a server of its own on a free port, with a data folder of its own, and ends it again. The built-in trainer runs on the processor; what it makes is for trying and testing, not for pictures.',
  ],
  args: {},
  options: {
    dataDir: {
      kind: 'text',
      value: 'DIR',
      summary: 'Data folder of the demo’s server.',
      defaultText: 'a new one, ./.trainyard/demo-…',
    },
    steps: {
      kind: 'number',
      value: 'N',
      min: 1,
      max: 100_000,
      summary: 'How long to train.',
      defaultText: String(defaultSteps),
    },
  },
  examples: ['demo'],
  async run({ options }, io) {
    const startedAt = io.clock.now();
    const stamp = new Date(startedAt).toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const name = `${triggerWord}-${stamp}`;
    const dataDir = resolve(io.cwd, options.dataDir ?? join('.trainyard', `demo-${stamp}`));
    const folder = resolve(io.cwd, 'trainyard-demo', name);
    const { loadSettings, startServer } = await import('@trainyard/server');
    // Settings of another server on this machine are not the demo's.
    const settings = loadSettings({ flags: { dataDir, port: '0', logLevel: 'error' }, env: {}, file: null });
    const server = await withOperatorErrors(() => startServer(settings));
    try {
      io.note(`Server    ${server.url}, with its data in ${shown(dataDir, io)}`);
      const token = await makeToken(settings);
      const client = createClient({ baseUrl: server.url, token, fetch: io.fetch, randomId: randomUUID });

      const pictureFolder = join(folder, 'pictures');
      await writePictures(pictureFolder);
      await makeDataset(client, name, pictureFolder, io);
      io.note(`Dataset   ${pictures.length} pictures of "${triggerWord}", with captions, drawn just now`);

      const config = demoConfig({ name, dataset: name, steps: options.steps ?? defaultSteps });
      const job = await train(client, config, io);
      const { first, last } = await readLosses(client, job, io);
      const losses = `mean loss ${first.toFixed(2)} at the beginning, ${last.toFixed(2)} at the end`;
      io.note(`Training  ${job.progress.total_steps} steps; ${losses}`);

      const checkpoint = await fetchResult(client, job, folder, io);
      io.note(`Done in ${formatDuration(io.clock.now() - startedAt)}.`);
      for (const line of farewell({ checkpoint, folder, dataDir, token, job }, io)) io.print(line);
    } finally {
      await server.close();
    }
    return exitCodes.done;
  },
});

function makeToken(settings: Settings): Promise<string> {
  return withTokensOf(settings, async ({ tokens }) => (await tokens.create('demo', { name: 'demo' })).token);
}

/** Downloads everything that the job made, and returns the path of its last checkpoint. */
async function fetchResult(
  client: ReturnType<typeof createClient>,
  job: Job,
  folder: string,
  io: Io,
): Promise<string> {
  const { artifacts } = await client.getJobResult({ params: { job_id: job.id }, signal: io.signal });
  const files = listArtifactFiles(artifacts);
  const { failed } = await downloadArtifacts(files, folder, io);
  for (const { file, error } of failed) throw new Error(`${file.relativePath}: ${describeFailure(error)}`);
  const steps = artifacts.checkpoints.map(({ step }) => step);
  const last = files[steps.indexOf(Math.max(...steps))];
  if (last === undefined) throw new Error('The job made no checkpoint.');
  return join(folder, last.relativePath);
}

interface Outcome {
  readonly checkpoint: string;
  readonly folder: string;
  readonly dataDir: string;
  readonly token: string;
  readonly job: Job;
}

function farewell({ checkpoint, folder, dataDir, token, job }: Outcome, io: Io): string[] {
  const jobs = 'http://127.0.0.1:8700/prod/v1/trainers/ai-toolkit/jobs';
  const curl = 'curl -H "Authorization: Bearer $TRAINYARD_TOKEN"';
  return [
    '',
    `Checkpoint: ${shown(checkpoint, io)}`,
    'A LoRA of the built-in trainer: it really learnt from the pictures, but it is for trying and testing, not for',
    'making pictures. Real ones come from AI Toolkit on a GPU.',
    `Beside it: samples/ from along the way, pictures/ (the dataset) and config.yaml, in ${shown(folder, io)}`,
    '',
    'To look at what the demo left, start its server again:',
    `  npx trainyard serve --data-dir ${quoteForShell(shown(dataDir, io))}`,
    'Open http://127.0.0.1:8700 in a browser, and sign in with this token; or in another terminal:',
    `  export TRAINYARD_TOKEN=${token}`,
    `  ${curl} ${jobs}`,
    `  ${curl} ${jobs}/${job.id}/result`,
    `  npx trainyard job logs ${job.name}`,
    'To train on pictures of your own (with captions beside them as .txt):',
    '  npx trainyard dataset upload my-pictures FOLDER --create',
    `  npx trainyard job submit CONFIG.yaml --gpu-type ADA_80_PLUS --wait   # ${shown(join(folder, 'config.yaml'), io)} is a pattern`,
  ];
}

/** A path as it is shortest from where the person is. */
function shown(path: string, io: Io): string {
  const fromHere = relative(io.cwd, path);
  return fromHere.startsWith('..') ? path : `./${fromHere}`;
}
