/** A run that cannot go on for a reason that the user can understand; the message is one sentence. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}
