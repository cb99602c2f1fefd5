/** A failure that the person who runs the installation can mend; the message says what is wrong and what to do. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
