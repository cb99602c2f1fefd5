import { defineRoute } from './route.ts';

/** Signed links of the disk store: they carry their own proof and need no token. */
export const linkRoutes = {
  getLinkedObject: defineRoute({
    id: 'getLinkedObject',
    method: 'GET',
    path: '/links/{link}/{filename}',
    summary: 'Download what a signed link names; Range is honoured',
    tag: 'Links',
    access: 'signed',
    body: { kind: 'none' },
    success: { kind: 'bytes', status: 200 },
    errors: [],
  }),
  putLinkedObject: defineRoute({
    id: 'putLinkedObject',
    method: 'PUT',
    path: '/links/{link}/{filename}',
    summary: 'Upload the exact bytes that a signed link was made for',
    tag: 'Links',
    access: 'signed',
    body: { kind: 'bytes' },
    success: { kind: 'none', status: 204 },
    errors: [40401, 42204, 50002],
  }),
} as const;
