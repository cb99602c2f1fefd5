/** The cookie that holds a browser's session. */
export const sessionCookieName = 'trainyard_session';

/**
 * The header that a request with the cookie carries when it changes something. A form of another site cannot
 * send it, and a script of another site only after asking the server, which never allows it.
 */
export const requestMarkHeader = 'x-trainyard-request';
