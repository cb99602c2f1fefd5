import type { LinkGrant } from './object-store.ts';

/** Makes links that carry their own proof; the disk store's are signed here, S3 has its own. */
export interface Links {
  /** An absolute URL that downloads the object until it expires. */
  download(grant: Omit<Extract<LinkGrant, { method: 'GET' }>, 'method' | 'expiresAt'>): string;
  /** Where and how to PUT exactly these bytes. `headers` never holds Content-Length. */
  upload(grant: Omit<Extract<LinkGrant, { method: 'PUT' }>, 'method'>): {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  };
}

/** Links signed by this server, and the check of what comes back. */
export interface SignedLinks extends Links {
  /** What a token allows now; null where it was not signed here, was altered, or has expired. */
  verify(token: string): LinkGrant | null;
}
