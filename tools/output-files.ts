import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Output } from './output.ts';

/** The folder in which every file is generated, so that what no output makes any more is noticed. */
const referenceFolder = 'docs/reference';

/** One sentence for each file below `root` that is not what its output renders. */
export async function findDifferences(root: string, outputs: readonly Output[]): Promise<string[]> {
  const differences: string[] = [];
  for (const output of outputs) {
    const found = await readIfThere(join(root, output.path));
    if (found === null) differences.push(`${output.path} is missing.`);
    else if (found !== output.render()) {
      differences.push(
        `${output.path} differs from its source in line ${firstDifferentLine(found, output.render())}.`,
      );
    }
  }
  const known = new Set(outputs.map((output) => output.path));
  for (const name of await filesIn(join(root, referenceFolder))) {
    const path = `${referenceFolder}/${name}`;
    if (!known.has(path)) differences.push(`${path} is made by no output: delete it, or add its output.`);
  }
  return differences;
}

/** Writes the outputs that changed and tells their paths. */
export async function writeOutputs(root: string, outputs: readonly Output[]): Promise<string[]> {
  const written: string[] = [];
  for (const output of outputs) {
    const file = join(root, output.path);
    const text = output.render();
    if ((await readIfThere(file)) === text) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    written.push(output.path);
  }
  return written;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function firstDifferentLine(found: string, rendered: string): number {
  const lines = rendered.split('\n');
  return found.split('\n').findIndex((line, index) => line !== lines[index]) + 1 || lines.length;
}
