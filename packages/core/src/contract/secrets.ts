import { z } from 'zod';
import { defineRoute } from './route.ts';

const base = '/prod/v1/trainers/secrets';

export const secretSchema = z.object({
  name: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

export const secretRoutes = {
  listSecrets: defineRoute({
    id: 'listSecrets',
    method: 'GET',
    path: base,
    summary: 'List names and times of secrets, never their values',
    tag: 'Secrets',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ secrets: z.array(secretSchema) }) },
    errors: [],
  }),
  putSecret: defineRoute({
    id: 'putSecret',
    method: 'PUT',
    path: `${base}/{name}`,
    summary: 'Set a secret, such as HF_TOKEN; it can never be read back',
    tag: 'Secrets',
    access: 'account',
    body: { kind: 'json', schema: z.object({ value: z.string().min(1).max(8192) }) },
    success: { kind: 'json', status: 200, schema: secretSchema },
    errors: [],
  }),
  deleteSecret: defineRoute({
    id: 'deleteSecret',
    method: 'DELETE',
    path: `${base}/{name}`,
    summary: 'Remove a secret',
    tag: 'Secrets',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ name: z.string(), deleted: z.literal(true) }) },
    errors: [],
  }),
} as const;
