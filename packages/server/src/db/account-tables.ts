import type { Generated } from 'kysely';

/* Who may do what; `tables.ts` says how columns are written. */

export interface AccountsTable {
  id: string;
  name: string;
  /** The checkout of the trainer that its runs use; null for the installation's default. */
  checkout: string | null;
  created_at: number;
  /** Whether its tokens show the work of every account. */
  is_administrator: Generated<0 | 1>;
}

export interface TokensTable {
  id: string;
  account_id: string;
  /** SHA-256 of the token, in hex. The token itself is never stored. */
  hash: string;
  label: string | null;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** Browsers that are signed in. A session ends with its token. */
export interface SessionsTable {
  /** SHA-256 of the cookie's value, in hex. */
  hash: string;
  account_id: string;
  token_id: string;
  created_at: number;
  renewed_at: number;
  expires_at: number;
}

export interface SecretsTable {
  account_id: string;
  name: string;
  ciphertext: string;
  created_at: number;
  updated_at: number;
}
