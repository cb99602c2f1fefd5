/** The server could not be asked, or said that it cannot answer now: the same call may succeed later. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** The server answered and refused; asking again changes nothing. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** True where the answer says that this agent no longer has the run: it must stop its trainer. */
export function isFencedOff(error: unknown): boolean {
  return error instanceof RefusedError && [401, 403, 404, 409, 410].includes(error.status);
}

/** True for an HTTP status after which the same request may succeed. */
export function isTransientStatus(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}
