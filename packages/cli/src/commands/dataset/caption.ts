import { randomUUID } from 'node:crypto';
import { type Client, captioners, type captioningRoutes, type JsonBodyOf } from '@trainyard/core';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { datasetArgument } from '../../client/dataset-argument.ts';
import { needDatasetId } from '../../client/find.ts';
import { type Captioning, describeCaptioning, followCaptioning } from '../../client/follow-captioning.ts';
import { withRetries } from '../../client/retry.ts';
import { defineCommand } from '../../command.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { CommandFailure } from '../../failure.ts';
import type { Io } from '../../io.ts';

export const command = defineCommand({
  name: 'dataset caption',
  summary: 'Have a model write captions for the files of a dataset, on a GPU of the server.',
  details: [
    'It waits in the queue as a training does, and the command waits for its end. Captions arrive in the dataset one by one: what is there when it ends early stays. Files that have a caption are left alone, unless --all is given; a caption that somebody writes meanwhile is never replaced.',
  ],
  args: { dataset: datasetArgument },
  options: {
    captioner: {
      kind: 'text',
      value: 'NAME',
      summary: 'Which of the captioners.',
      choices: captioners.map(({ id }) => id),
      defaultText: captioners[0]?.id ?? '',
    },
    model: {
      kind: 'text',
      value: 'REPOSITORY',
      summary: 'The model: a repository on Hugging Face, or a folder that the server allows models in.',
      defaultText: captioners[0]?.models[0] ?? '',
    },
    prompt: {
      kind: 'text',
      value: 'TEXT',
      summary: 'What the model is told.',
      defaultText: 'a detailed caption',
    },
    all: { kind: 'flag', summary: 'Write new captions for all files, not only for those without one.' },
    maxNewTokens: { kind: 'number', value: 'N', min: 1, max: 8192, summary: 'Longest caption, in tokens.' },
    maxRes: {
      kind: 'number',
      value: 'PIXELS',
      min: 64,
      max: 4096,
      summary: 'Larger pictures are made smaller, to the area of a square of this side.',
    },
    noQuantize: { kind: 'flag', summary: 'Load the model in its full precision; it needs twice the memory.' },
    gpuType: {
      kind: 'text',
      value: 'TYPE',
      summary: 'Type of the GPU.',
      defaultText: 'the first that the server offers',
    },
    noWait: { kind: 'flag', summary: 'Do not wait for the end.' },
    cancel: { kind: 'flag', summary: 'Cancel the captioning that waits or runs.' },
    log: { kind: 'flag', summary: 'Print the log of the last captioning.' },
    json: jsonOption,
    ...connectionOptions,
  },
  examples: [
    'dataset caption dogs',
    'dataset caption dogs --all --prompt "Describe the dog."',
    'dataset caption dogs --cancel',
  ],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const id = await needDatasetId(client, args.dataset, io);
    if (options.cancel || options.log) {
      const last = await lastCaptioning(client, id, args.dataset, io);
      if (options.log) return printLog(client, last, io);
      const captioning = await client.cancelCaptioning({
        params: { captioning_id: last.id },
        signal: io.signal,
      });
      show(captioning, options.json, io);
      return exitCodes.done;
    }
    const body: JsonBodyOf<typeof captioningRoutes.startCaptioning> = {
      ...(options.captioner !== undefined && { captioner: options.captioner as Captioning['captioner'] }),
      ...(options.model !== undefined && { model: options.model }),
      ...(options.prompt !== undefined && { prompt: options.prompt }),
      ...(options.maxNewTokens !== undefined && { max_new_tokens: options.maxNewTokens }),
      ...(options.maxRes !== undefined && { max_res: options.maxRes }),
      ...(options.gpuType !== undefined && { gpu_type: options.gpuType }),
      ...(options.noQuantize && { quantize: false }),
      recaption: options.all,
    };
    // With one key for all tries, an answer that was lost on the way does not begin a second one.
    const call = { params: { dataset_id: id }, body, idempotencyKey: randomUUID(), signal: io.signal };
    const captioning = await withRetries(io, () => client.startCaptioning(call));
    if (options.noWait) {
      show(captioning, options.json, io);
      return exitCodes.done;
    }
    return wait(client, captioning, args.dataset, options.json, io);
  },
});

async function lastCaptioning(client: Client, id: string, name: string, io: Io): Promise<Captioning> {
  const call = { params: { dataset_id: id }, query: { limit: 1 }, signal: io.signal };
  const [last] = (await client.listCaptionings(call)).captionings;
  if (last !== undefined) return last;
  throw new CommandFailure(exitCodes.refused, `The dataset "${name}" was never captioned.`);
}

async function printLog(client: Client, { id }: Captioning, io: Io): Promise<ExitCode> {
  for (let offset = 0; ; ) {
    const call = { params: { captioning_id: id }, query: { offset }, signal: io.signal };
    const page = await client.getCaptioningLogs(call);
    if (page.text === '') return exitCodes.done;
    io.writeOut(page.text);
    offset = page.next_offset;
  }
}

async function wait(
  client: Client,
  captioning: Captioning,
  name: string,
  json: boolean,
  io: Io,
): Promise<ExitCode> {
  io.note(`Captions ${captioning.files.total} files of "${name}" with ${captioning.model}.`);
  try {
    const ended = await followCaptioning(client, captioning.id, io);
    show(ended, json, io);
    return ended.outcome === 'finished' && ended.files.failed === 0 ? exitCodes.done : exitCodes.findings;
  } catch (error) {
    if (io.signal.aborted) {
      io.note(`The captioning goes on. "trainyard dataset caption ${name} --cancel" ends it.`);
    }
    throw error;
  }
}

function show(captioning: Captioning, json: boolean, io: Io): void {
  if (json) printJson(captioning, io);
  else io.print(describeCaptioning(captioning));
}
