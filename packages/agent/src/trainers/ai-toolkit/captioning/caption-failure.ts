import { type Failure, placeOf, quote, type TrainerDeath, textOf } from '../failure.ts';
import { failureRules } from '../failure-rules.ts';

/** What to do about a fault that captioning shares with training, where it is something else than there. */
const advice: Readonly<Record<string, (place: string) => string>> = {
  CUDA_OUT_OF_MEMORY: (place) =>
    `The GPU ran out of memory ${place}. Choose a smaller model, quantize it, or have pictures made smaller (max_res).`,
  GATED_MODEL: () =>
    'The model is gated on Hugging Face, and access was refused. Accept its licence there with your account, and store a token of that account as the secret HF_TOKEN.',
  MODEL_UNREACHABLE: () =>
    'The model is not in the cache, and Hugging Face could not be reached. Fetch it beforehand with `trainyard models pull`, or see to the connection, and caption the dataset again.',
  MODEL_NOT_FOUND: () =>
    'The model was not found, or is none that this captioner can load. See that its name is right.',
  DISK_FULL: (place) => `The disk was full ${place}. Free space, and caption the dataset again.`,
  GPU_FAULT: (place) =>
    `The GPU reported a fault ${place}. Caption the dataset again; if it happens again on the same card, have the card looked at.`,
  HOST_OUT_OF_MEMORY: (place) =>
    `The machine ran out of memory ${place}. Choose a smaller model, or a machine with more memory.`,
  CHECKPOINT_DAMAGED: () => 'A file of the model is damaged. Remove the model from the cache, and try again.',
  BAD_CONFIG: () =>
    'This AI Toolkit does not know the captioner, or refused one of its settings. Bring its checkout up to date.',
};
/** Faults that training alone has: their words would mislead. */
const notHere: ReadonlySet<string> = new Set([
  'SHARED_MEMORY',
  'NO_TRAINING_FILES',
  'RESUME_MISMATCH',
  'CONTROL_IMAGE_MISSING',
  'BROKEN_TRAINING_FILE',
  'CONTROL_DATABASE',
]);

/** Says in words why a captioner ended. Null where something from outside killed it. */
export function classifyCaptionFailure(death: TrainerDeath): Failure | null {
  const place = placeOf(death);
  if (death.signal === 'SIGKILL' && death.wasMemoryKill) {
    return {
      reason: 'KILLED_BY_KERNEL',
      message: `The machine ran out of memory and the kernel killed the captioner ${place}. Choose a smaller model, or a machine with more memory.`,
    };
  }
  if (death.signal !== null) {
    if (!['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE'].includes(death.signal)) return null;
    return {
      reason: 'TRAINER_CRASHED',
      message: `The captioner crashed with ${death.signal} ${place}. That is a fault in one of its compiled parts, or in the driver or the memory of the machine. Caption the dataset again; if it happens again, look at the log.`,
    };
  }
  const said = textOf(death);
  for (const rule of failureRules) {
    const found = notHere.has(rule.reason) ? null : rule.says.exec(said);
    if (found === null || rule.isResumed !== undefined) continue;
    const words = advice[rule.reason]?.(place) ?? rule.message(found, place);
    return { reason: rule.reason, message: `${words}${quote(death)}` };
  }
  if (said === '') {
    const how = death.exitCode === 0 ? 'ended by itself' : `ended with exit code ${death.exitCode}`;
    return { reason: 'ENDED_EARLY', message: `The captioner ${how} ${place}, without saying why.` };
  }
  return { reason: 'TRAINER_ERROR', message: `The captioner failed ${place}:${quote(death)}` };
}
