import { sessionCookieName } from '@trainyard/core';

/** Writes and reads the cookie of a session. */
export interface SessionCookie {
  /** The value of the cookie in a `Cookie` header; null where it is not there. */
  read(header: string | undefined): string | null;
  /** The `Set-Cookie` that keeps a session for `maxAgeMs`. */
  write(secret: string, maxAgeMs: number): string;
  /** The `Set-Cookie` that makes a browser forget its session. */
  clear(): string;
}

const pattern = new RegExp(`(?:^|;) *${sessionCookieName}=([A-Za-z0-9_-]{1,200})(?=;|$)`);

/** A cookie that scripts cannot read and other sites cannot send; with `secure`, sent over HTTPS only. */
export function createSessionCookie({ secure }: { readonly secure: boolean }): SessionCookie {
  const format = (value: string, maxAgeMs: number) =>
    [
      `${sessionCookieName}=${value}`,
      `Max-Age=${Math.floor(maxAgeMs / 1000)}`,
      'Path=/',
      'HttpOnly',
      'SameSite=Strict',
      ...(secure ? ['Secure'] : []),
    ].join('; ');
  return {
    read: (header) => pattern.exec(header ?? '')?.[1] ?? null,
    write: format,
    clear: () => format('', 0),
  };
}
