import { decryptSecret } from '../accounts/secret-box.ts';
import type { RunOptions } from './run-options.ts';

/**
 * The token of Hugging Face that a run gets: that of its config goes before that of the account, and that before the
 * installation's; null where there is none. Throws `UnreadableSecretError`.
 */
export async function hubTokenOf(
  options: Pick<RunOptions, 'accountSecret' | 'hfToken' | 'box'>,
  accountId: string,
  ciphertext: string | null,
): Promise<string | null> {
  if (ciphertext !== null) return decryptSecret(options.box, ciphertext, 'HF_TOKEN');
  return (await options.accountSecret(accountId, 'HF_TOKEN')) ?? options.hfToken;
}
