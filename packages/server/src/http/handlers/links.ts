import type { IncomingMessage } from 'node:http';
import { HttpError, type linkRoutes } from '@trainyard/core';
import type { SignedLinks } from '../../storage/links.ts';
import type { LinkGrant, ObjectStore } from '../../storage/object-store.ts';
import { discardingRest } from '../discard-rest.ts';
import type { Handlers } from '../handler.ts';
import { serveObject } from '../serve-object.ts';

type UploadGrant = Extract<LinkGrant, { method: 'PUT' }>;

/** Takes the bytes of a signed PUT; one for each purpose that a link can be signed for. */
export type SignedUploadReceivers = Readonly<
  Record<UploadGrant['purpose'], (grant: UploadGrant, request: IncomingMessage) => Promise<void>>
>;

/** Handlers of the signed links of this server. */
export function createLinkHandlers({
  links,
  store,
  receivers,
}: {
  readonly links: SignedLinks;
  readonly store: ObjectStore;
  readonly receivers: SignedUploadReceivers;
}): Handlers<keyof typeof linkRoutes> {
  const verify = <Method extends LinkGrant['method']>(
    method: Method,
    params: { readonly link: string; readonly filename: string },
  ): Extract<LinkGrant, { method: Method }> => {
    const grant = links.verify(params.link);
    if (grant?.method !== method || grant.filename !== params.filename) {
      throw new HttpError(
        403,
        'This link is not valid: it was altered, is for something else, or has expired.',
      );
    }
    return grant as Extract<LinkGrant, { method: Method }>;
  };

  return {
    getLinkedObject: async ({ params, raw }) => {
      const { key, filename } = verify('GET', params);
      const info = await store.head(key);
      if (info === null) throw new HttpError(404, 'The file behind this link is no longer there.');
      // A key is written once, so it names its bytes.
      return serveObject(
        store,
        { key, filename, sizeBytes: info.sizeBytes, etag: key.replaceAll('/', '-') },
        raw,
      );
    },
    putLinkedObject: async ({ params, raw }) => {
      await discardingRest(raw, () => {
        const grant = verify('PUT', params);
        return receivers[grant.purpose](grant, raw);
      });
      return { status: 204, headers: {}, body: null };
    },
  };
}
