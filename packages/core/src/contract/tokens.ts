import { z } from 'zod';
import { defineRoute } from './route.ts';

const base = '/prod/v1/trainers/tokens';

const tokenSchema = z.object({
  id: z.uuid(),
  name: z.string().nullable().describe('What it is for.'),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable().describe('To the minute; null where it was never used.'),
});

export const tokenRoutes = {
  listTokens: defineRoute({
    id: 'listTokens',
    method: 'GET',
    path: base,
    summary: 'List the tokens of the account, oldest first, never the tokens themselves',
    tag: 'Tokens',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ tokens: z.array(tokenSchema) }) },
    errors: [],
  }),
  createToken: defineRoute({
    id: 'createToken',
    method: 'POST',
    path: base,
    summary: 'Make a token; it is shown only in this answer',
    tag: 'Tokens',
    access: 'account',
    body: { kind: 'json', schema: z.object({ name: z.string().trim().min(1).max(100) }) },
    success: {
      kind: 'json',
      status: 201,
      schema: tokenSchema.extend({ token: z.string().describe('Only a hash of it is kept.') }),
    },
    errors: [],
  }),
  deleteToken: defineRoute({
    id: 'deleteToken',
    method: 'DELETE',
    path: `${base}/{token_id}`,
    summary: 'Revoke a token at once and for good, with the sessions that began with it',
    tag: 'Tokens',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ id: z.uuid(), deleted: z.literal(true) }) },
    errors: [],
  }),
} as const;
