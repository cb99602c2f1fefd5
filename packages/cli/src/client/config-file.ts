import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ApiError } from '@trainyard/core';
import { exitCodes } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import { countFindings, type FoundIn, formatFindings, severityPainter } from '../findings-text.ts';
import type { Io } from '../io.ts';
import { describeFailure } from '../report-failure.ts';

/** Reads a config by path, or from standard input for `-`. Throws `CommandFailure` where it cannot be read. */
export async function readConfig(path: string, io: Io): Promise<FoundIn> {
  if (path === '-') return { name: '<stdin>', text: await io.readStdin() };
  try {
    return { name: path, text: await readFile(resolve(io.cwd, path), 'utf8') };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(cause)})`;
    throw new CommandFailure(exitCodes.usage, `The config ${path} ${reason}.`, { cause });
  }
}

/** The fields of a request that carry a config and GPUs. */
export function configBody(
  config: FoundIn,
  gpus: { readonly gpuType: string; readonly gpuCount: number | undefined },
): { config_file_format: 'yaml'; config_file: string; gpu_type: string; gpu_count?: 1 | 8 } {
  return {
    config_file_format: 'yaml',
    config_file: config.text,
    gpu_type: gpus.gpuType,
    ...countField(gpus),
  };
}

/** `gpu_count` where it was given. The server decides which counts there are. */
export function countField({ gpuCount }: { readonly gpuCount: number | undefined }): { gpu_count?: 1 | 8 } {
  return gpuCount === undefined ? {} : { gpu_count: gpuCount as 1 | 8 };
}

/** Sends a config, and shows a refusal at the lines of the config that it is about. */
export async function withFindings<T>(config: FoundIn, io: Io, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiError) || error.findings.length === 0) throw error;
    const parts = [
      `${config.name} is refused. ${describeFailure(error)}`,
      formatFindings(error.findings, config, severityPainter(io, 'err')),
      `${countFindings(error.findings)}. "trainyard explain ${error.code}" says more about the first.`,
    ];
    throw new CommandFailure(exitCodes.findings, parts.join('\n\n'), { cause: error });
  }
}
