import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trainerVersion } from '../builtin/output/trainer-version.ts';
import type { TrainerCommand as BuiltinCommand } from '../builtin/protocol.ts';
import { toPrivatePaths } from '../config/private-paths.ts';
import { optimizerStateName, parseBuiltinLine } from './builtin-events.ts';
import { createLineCutter } from './json-lines.ts';
import type { Trainer } from './trainer.ts';

// Beside this file, in the language that this file is in: source under tsx, JavaScript once built.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const builtinProgram = fileURLToPath(new URL(`../builtin/main.${extension}`, import.meta.url));

/** The built-in trainer: a Node program of this package, for trying and testing. */
export function createBuiltinTrainer(options: {
  /** The Node binary, and the flags with which this process itself was started. */
  node: string;
  nodeFlags: readonly string[];
  /** Another program that keeps to `builtin/protocol.ts`. */
  program?: string | undefined;
}): Trainer {
  return {
    version: `builtin ${trainerVersion}`,
    placeOfResumeFile: (file, folders) =>
      file.kind === 'optimizer'
        ? join(folders.jobOutput, 'optimizer', optimizerStateName(file.filename))
        : join(folders.jobOutput, file.filename),
    prepare(assignment, folders, environment) {
      const config = toPrivatePaths(assignment.config, folders);
      writeFileSync(folders.configFile, JSON.stringify(config), { mode: 0o600 });
      const files = assignment.resume_from?.files ?? [];
      const state = files.find((file) => file.kind === 'optimizer');
      const weights = files.find((file) => file.kind === 'checkpoint');
      const resume = state ?? weights;
      return {
        command: options.node,
        args: [
          ...options.nodeFlags,
          options.program ?? builtinProgram,
          '--config',
          folders.configFile,
          ...(resume === undefined
            ? []
            : [
                state === undefined ? '--resume-weights' : '--resume',
                this.placeOfResumeFile(resume, folders),
              ]),
        ],
        env: environment,
        cwd: folders.root,
      };
    },
    observe({ stdin, stdout, stderr }, sink) {
      const lines = createLineCutter((line) => {
        const event = parseBuiltinLine(line);
        if (event === undefined) sink.log('stdout', `${line}\n`);
        else if (event !== null) sink.event(event);
      });
      stdout.setEncoding('utf8');
      stderr.setEncoding('utf8');
      stdout.on('data', (chunk: string) => lines.push(chunk));
      stdout.on('end', () => lines.end());
      stderr.on('data', (chunk: string) => sink.log('stderr', chunk));
      const tell = (command: BuiltinCommand['command']) => {
        if (stdin.writable) stdin.write(`${JSON.stringify({ command } satisfies BuiltinCommand)}\n`);
      };
      return {
        requestStop: () => tell('stop'),
        saveNow: () => tell('save_now'),
        sampleNow: () => tell('sample_now'),
      };
    },
  };
}
