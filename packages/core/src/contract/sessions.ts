import { z } from 'zod';
import { defineRoute } from './route.ts';

const path = '/prod/v1/session';

export const sessionSchema = z.object({
  account: z.object({
    name: z.string(),
    is_administrator: z.boolean().describe('Whether the account may look at the work of every account.'),
  }),
  token: z.object({ id: z.uuid(), name: z.string().nullable() }),
  expires_at: z.iso
    .datetime()
    .nullable()
    .describe('When the session ends if it is not used; null for a request with a bearer token.'),
});

export const sessionRoutes = {
  createSession: defineRoute({
    id: 'createSession',
    method: 'POST',
    path,
    summary: 'Sign a browser in with a token; the answer sets the cookie of the session',
    tag: 'Session',
    access: 'open',
    body: { kind: 'json', schema: z.object({ token: z.string().min(1).max(1000) }) },
    success: { kind: 'json', status: 200, schema: sessionSchema },
    errors: [],
    otherRefusals: [
      [401, 'The token is unknown, or was revoked.'],
      [403, 'The request comes from a page of another site.'],
      [429, 'Too many wrong tokens came from this address; `Retry-After` says when to try again.'],
    ],
  }),
  getSession: defineRoute({
    id: 'getSession',
    method: 'GET',
    path,
    summary: 'Who is signed in',
    tag: 'Session',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: sessionSchema },
    errors: [],
  }),
  deleteSession: defineRoute({
    id: 'deleteSession',
    method: 'DELETE',
    path,
    summary: 'Sign out: end the session of the cookie',
    tag: 'Session',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ signed_out: z.literal(true) }) },
    errors: [],
  }),
} as const;
