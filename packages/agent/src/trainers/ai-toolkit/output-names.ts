/** What the name of a file among the checkpoints says. */
export interface CheckpointName {
  /** The name as an artifact: the trainer's name for the run replaced by the job's. */
  filename: string;
  /** Null for the file that is written after the last step. */
  step: number | null;
}

/**
 * Reads the name of a file in the trainer's output folder; null for one that holds no weights. Files come
 * as `<run>_<step>.safetensors` and `<run>.safetensors`, with parts such as `_high_noise` for models that
 * are trained in pairs, and under the trigger word for embeddings.
 */
export function readCheckpointName(file: string, runName: string, jobName: string): CheckpointName | null {
  if (!/\.(?:safetensors|pt)$/.test(file) || file === 'optimizer.pt' || file.startsWith('.')) return null;
  const filename = file.startsWith(runName) ? jobName + file.slice(runName.length) : file;
  const digits = /_(\d{9})(?=[_.])/.exec(file)?.[1];
  return { filename, step: digits === undefined ? null : Number(digits) };
}

/**
 * The same for a folder, in which models are saved that are trained as a whole; what it holds decides whether it is
 * one.
 */
export function readCheckpointFolderName(
  folder: string,
  runName: string,
  jobName: string,
): CheckpointName | null {
  if (!folder.startsWith(runName)) return null;
  const digits = /_(\d{9})(?=[_.]|$)/.exec(folder)?.[1];
  return {
    filename: jobName + folder.slice(runName.length),
    step: digits === undefined ? null : Number(digits),
  };
}

/** The way back: where the trainer looks for a checkpoint that was published as `filename`. */
export function checkpointFile(filename: string, runName: string, jobName: string): string {
  return filename.startsWith(jobName) ? runName + filename.slice(jobName.length) : filename;
}

/** The name under which the optimizer state of a step is published. */
export function optimizerFilename(jobName: string, step: number): string {
  return `${jobName}_${String(step).padStart(9, '0')}_optimizer.pt`;
}

/** What the name of a sample says. */
export interface SampleName {
  step: number;
  index: number;
}

/** Reads `<milliseconds>__<step>_<index>.<extension>`; null for any other name. */
export function readSampleName(file: string): SampleName | null {
  const parts = /^\d+__(\d{1,12})_(\d{1,6})\.[a-z0-9]+$/.exec(file);
  return parts === null ? null : { step: Number(parts[1]), index: Number(parts[2]) };
}
