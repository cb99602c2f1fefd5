/**
 * How the agent and the built-in trainer speak. The agent starts
 *
 *     node main.js --config /abs/job_config.json [--resume STATE | --resume-weights CHECKPOINT]
 *
 * where the config is the whole resolved AI Toolkit config as JSON, its paths already private and absolute.
 * STATE is a file of the folder `optimizer` (the run goes on exactly, to the bit); CHECKPOINT is a LoRA of
 * this trainer (the run goes on from its rounded weights, with an optimizer that remembers nothing).
 *
 * Standard output carries one `TrainerEvent` as JSON a line, standard error text for people. Standard input
 * takes one `TrainerCommand` as JSON a line, and must be kept open: when it ends, the trainer takes its
 * agent for dead and stops as on `stop`. SIGINT and SIGTERM do the same.
 *
 * Files appear under `<training_folder>/<name>/` under their names only when they are whole and on the disk:
 * `<name>_<step, 9 digits>.safetensors`, `<name>.safetensors`, `optimizer/<step, 9 digits>.safetensors`,
 * `samples/<ms>__<step, 9 digits>_<index>.<jpg|png|webp>`. A step counts updates made: the file of step 20
 * holds the weights after 20 updates. The optimizer state of a step is there before its checkpoint.
 */
export type TrainerEvent =
  /** The first event, before anything is read. */
  | { readonly event: 'started'; readonly pid: number }
  | { readonly event: 'phase'; readonly phase: TrainerPhase }
  /** After every step; `step` steps of `total` are made. The rate is the configured one, by schedule. */
  | {
      readonly event: 'progress';
      readonly step: number;
      readonly total: number;
      readonly loss: number;
      readonly lr: number;
      readonly steps_per_second: number;
    }
  /** An optimizer state is there; the checkpoint of the same step follows. */
  | { readonly event: 'optimizer'; readonly path: string; readonly step: number }
  | { readonly event: 'checkpoint'; readonly path: string; readonly step: number }
  | {
      readonly event: 'sample';
      readonly path: string;
      readonly step: number;
      readonly index: number;
      readonly prompt: string;
    }
  /** An older checkpoint or optimizer state was removed, as the config wants no more of them kept. */
  | { readonly event: 'removed'; readonly path: string }
  /** The last event of a run that reached its last step. Exit code 0. */
  | { readonly event: 'finished'; readonly step: number }
  /**
   * The last event of a run that was asked to stop. Exit code 3. Everything up to `step` is saved, unless
   * the run made no step at all.
   */
  | { readonly event: 'stopped'; readonly step: number }
  /** The last event of a run that cannot go on, with one readable sentence. Exit code 1. */
  | { readonly event: 'failed'; readonly message: string };

/** What the trainer is doing. */
export type TrainerPhase = 'loading' | 'caching' | 'training' | 'sampling' | 'saving';

/** What the agent can ask for; it is done after the step in progress. Other lines are ignored. */
export interface TrainerCommand {
  readonly command: 'stop' | 'save_now' | 'sample_now';
}

/** How the process ends. */
export type TrainerExitCode = 0 | 1 | 3;
