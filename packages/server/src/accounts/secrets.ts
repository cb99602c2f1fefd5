import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import { decryptSecret, type SecretBox } from './secret-box.ts';

export interface SecretInfo {
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Write-only values of an account, such as HF_TOKEN: they reach runs and nothing else. */
export interface Secrets {
  list(accountId: string): Promise<SecretInfo[]>;
  put(accountId: string, name: string, value: string): Promise<SecretInfo>;
  /** False where there was none of that name. */
  remove(accountId: string, name: string): Promise<boolean>;
  /** The value, for the server's own use; null where there is none. Throws `UnreadableSecretError`. */
  read(accountId: string, name: string): Promise<string | null>;
}

export function createSecrets({ db, clock, box }: { db: Db; clock: Clock; box: SecretBox }): Secrets {
  return {
    async list(accountId) {
      const rows = await db.query
        .selectFrom('secrets')
        .select(['name', 'created_at', 'updated_at'])
        .where('account_id', '=', accountId)
        .orderBy('name')
        .execute();
      return rows.map((row) => ({ name: row.name, createdAt: row.created_at, updatedAt: row.updated_at }));
    },

    async put(accountId, name, value) {
      const now = clock.now();
      const changed = { ciphertext: box.encrypt(value), updated_at: now };
      const row = await db.query
        .insertInto('secrets')
        .values({ account_id: accountId, name, created_at: now, ...changed })
        .onConflict((conflict) => conflict.columns(['account_id', 'name']).doUpdateSet(changed))
        .returning(['created_at', 'updated_at'])
        .executeTakeFirstOrThrow();
      return { name, createdAt: row.created_at, updatedAt: row.updated_at };
    },

    async remove(accountId, name) {
      const removed = await db.query
        .deleteFrom('secrets')
        .where('account_id', '=', accountId)
        .where('name', '=', name)
        .returning('name')
        .executeTakeFirst();
      return removed !== undefined;
    },

    async read(accountId, name) {
      const row = await db.query
        .selectFrom('secrets')
        .select('ciphertext')
        .where('account_id', '=', accountId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row ? decryptSecret(box, row.ciphertext, name) : null;
    },
  };
}
