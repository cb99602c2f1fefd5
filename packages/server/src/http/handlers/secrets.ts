import { HttpError } from '@trainyard/core';
import type { SecretInfo, Secrets } from '../../accounts/secrets.ts';
import type { Handlers } from '../handler.ts';

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

export function secretHandlers(secrets: Secrets): Handlers<'listSecrets' | 'putSecret' | 'deleteSecret'> {
  return {
    listSecrets: async ({ account }) => ({ secrets: (await secrets.list(account.id)).map(present) }),
    putSecret: async ({ account, params, body }) => {
      return present(await secrets.put(account.id, checkedName(params.name), body.value));
    },
    deleteSecret: async ({ account, params }) => {
      const name = checkedName(params.name);
      if (!(await secrets.remove(account.id, name)))
        throw new HttpError(404, `There is no secret named ${name}.`);
      return { name, deleted: true };
    },
  };
}

function checkedName(name: string): string {
  if (namePattern.test(name)) return name;
  throw new HttpError(
    422,
    `"${name}" cannot be a secret's name: use letters, digits and _, such as HF_TOKEN.`,
  );
}

function present(secret: SecretInfo) {
  return {
    name: secret.name,
    created_at: new Date(secret.createdAt).toISOString(),
    updated_at: new Date(secret.updatedAt).toISOString(),
  };
}
