import type { IncomingHttpHeaders } from 'node:http';
import { HttpError } from '@trainyard/core';

/**
 * Throws 403 where the browser says that a page of another origin makes the request. Programs that are no
 * browsers say nothing of the kind and are let through.
 */
export function refuseOtherSites(headers: IncomingHttpHeaders, publicUrl: string | null): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') {
    throw new HttpError(403, 'This request comes from a page of another site, and is refused.');
  }
  const { origin, host } = headers;
  if (origin === undefined || origin === publicUrl || hostOf(origin) === host?.toLowerCase()) return;
  throw new HttpError(
    403,
    `This request comes from a page of ${origin}, and is refused. If that is how this server is reached, set PUBLIC_URL to it.`,
  );
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
