/** The database cannot be reached, is starting or closing, or fell silent: what was asked may work later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';

  constructor(options: { readonly cause: unknown }) {
    super('the database cannot be reached or does not answer', options);
  }

  /** What the system or the driver said, with addresses in it: for operators alone. */
  get reason(): string {
    const { cause } = this;
    if (cause instanceof AggregateError) return cause.errors.map(String).join('; ');
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** SQLSTATE classes and codes of a PostgreSQL that answers nobody at the moment, or not in time. */
const sqlStates = /^(?:08\w{3}|57P0[1-5]|57014|25P03|53300)$/;
/** What the system says of sockets; ENOENT is the socket file of a PostgreSQL that is not running. */
const systemCodes = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/;
/** The driver has no codes for its own words. */
const driverWords =
  /^Connection terminated|^timeout expi?red|^timeout exceeded when trying to connect|not queryable$/;

/** Whether an error of the PostgreSQL driver is about the connection, and not about what was asked. */
export function isLostConnection(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isLostConnection);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return sqlStates.test(code) || systemCodes.test(code) || driverWords.test(error.message);
}
