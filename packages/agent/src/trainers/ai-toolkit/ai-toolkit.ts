import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Assignment } from '@trainyard/core';
import { isCudaDevice } from '../../supervisor/trainer-environment.ts';
import type { Trainer } from '../trainer.ts';
import { toCaptionerConfig } from './captioning/captioner-config.ts';
import { observeCaptioner } from './captioning/observe-captioner.ts';
import { makeControlFolder } from './control-folder.ts';
import { createControlDatabase } from './control-row.ts';
import { observeTrainer } from './observe.ts';
import { checkpointFile } from './output-names.ts';
import { readRevision } from './revision.ts';
import { runNameOf } from './run-name.ts';
import { defaultStallLimits, type StallLimits } from './stall.ts';
import { formatTrainingConfig, toTrainingConfig } from './training-config.ts';
import { trainerVariables } from './variables.ts';

const captionerFolder = join('extensions_built_in', 'captioner');

/** Where AI Toolkit is, and what of the agent's environment it may see. */
export interface AiToolkitOptions {
  /** A checkout of AI Toolkit; it is only read. */
  directory: string;
  /** The Python that can run it; null for the one in the checkout's own virtual environment. */
  python: string | null;
  /** The agent's environment; a table says what of it is passed on. */
  environment: Readonly<Record<string, string | undefined>>;
  stallLimits?: StallLimits;
}

/** The trainer AI Toolkit, from a checkout that is used as it is. */
export function createAiToolkitTrainer(options: AiToolkitOptions): Trainer {
  const { directory } = options;
  let controlFolder = '';
  return {
    version: readRevision(directory),

    placeOfResumeFile(file, folders) {
      const jobName = basename(folders.jobOutput);
      const runName = runNameOf(jobName, folders.output);
      const name =
        file.kind === 'optimizer' ? 'optimizer.pt' : checkpointFile(file.filename, runName, jobName);
      return join(folders.output, runName, name);
    },

    prepare(assignment, folders, environment) {
      const program = join(directory, 'run.py');
      if (!existsSync(program)) {
        throw new Error(
          `There is no AI Toolkit in ${directory}: it has no run.py. Set TRAINYARD_AI_TOOLKIT_DIR to a checkout.`,
        );
      }
      if (assignment.kind === 'captioning' && !existsSync(join(directory, captionerFolder))) {
        throw new Error(
          `The AI Toolkit in ${directory} has no captioner: it has no ${captionerFolder}. Bring the checkout up to date.`,
        );
      }
      controlFolder = makeControlFolder(assignment.run_id, join(folders.root, 'control'));
      const run = {
        name: runNameOf(assignment.job_name, folders.output),
        controlFile: join(controlFolder, 'control.db'),
      };
      createControlDatabase(run.controlFile, {
        id: assignment.run_id,
        name: run.name,
        step: assignment.resume_from?.step ?? 0,
      });
      const config =
        assignment.kind === 'captioning'
          ? toCaptionerConfig(assignment, folders, run.controlFile)
          : toTrainingConfig(assignment, folders, run);
      writeFileSync(folders.configFile, formatTrainingConfig(config), { mode: 0o600 });
      return {
        command: options.python ?? findPython(directory),
        args: [...launcher(assignment.gpus), program, folders.configFile],
        env: {
          ...environment,
          ...trainerVariables(options.environment, { id: assignment.run_id, folder: folders.root }),
        },
        // The trainer imports its own modules from the current folder.
        cwd: directory,
      };
    },

    observe(streams, sink, run) {
      const observed = { run, controlFolder, stallLimits: options.stallLimits ?? defaultStallLimits };
      if (run.assignment.kind === 'captioning') return observeCaptioner(streams, sink, observed);
      const runName = runNameOf(run.assignment.job_name, run.folders.output);
      return observeTrainer(streams, sink, { ...observed, runName });
    },
  };
}

/**
 * One process for one GPU. For several, a process each; port 0 is a free one, since runs share machines. Slots of
 * the processor are for one process: there each of several would take itself for the only one and write the same
 * files, and told otherwise they fail, since accelerate then wraps also models that are not trained.
 */
function launcher(gpus: Assignment['gpus']): readonly string[] {
  const count = gpus.filter(({ id }) => isCudaDevice(id)).length;
  if (count <= 1) return [];
  return [
    '-m',
    'accelerate.commands.launch',
    '--multi_gpu',
    '--num_machines=1',
    `--num_processes=${count}`,
    '--mixed_precision=no',
    '--dynamo_backend=no',
    '--main_process_port=0',
  ];
}

function findPython(directory: string): string {
  const own = ['.venv', 'venv'].map((folder) => join(directory, folder, 'bin', 'python'));
  return own.find((file) => existsSync(file)) ?? 'python3';
}
