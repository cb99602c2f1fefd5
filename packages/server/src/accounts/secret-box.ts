import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { HttpError } from '@trainyard/core';

/** Encrypts what must be kept but never shown. */
export interface SecretBox {
  encrypt(text: string): string;
  /** Throws when the text was not encrypted with this installation's key. */
  decrypt(ciphertext: string): string;
}

/** A secret that was encrypted with another key than this server's; a 409 whose message says what to do. */
export class UnreadableSecretError extends HttpError {}

/** The text of a secret of this name. Throws `UnreadableSecretError`. */
export function decryptSecret(box: Pick<SecretBox, 'decrypt'>, ciphertext: string, name: string): string {
  try {
    return box.decrypt(ciphertext);
  } catch (error) {
    throw new UnreadableSecretError(
      409,
      `The ${name} that was stored cannot be decrypted: the SECRET_KEY of this server has changed since. Store the secret, or submit the config with it, again; or give the server its former SECRET_KEY.`,
      { cause: error },
    );
  }
}

/** Keys of one installation, all derived from its one secret. */
export interface InstallationKeys {
  readonly box: SecretBox;
  /** Signs links. */
  readonly linkKey: Buffer;
}

/** Derives the keys of an installation from its secret (32 bytes or more of base64 or any long text). */
export function deriveKeys(secret: string): InstallationKeys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'trainyard', purpose, 32));
  return { box: createSecretBox(derive('secrets')), linkKey: derive('links') };
}

/** Reads the installation's secret from a file that only its owner can read, making it the first time. */
export function loadOrCreateSecret(path: string): string {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  chmodSync(path, 0o600);
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 32)
    throw new Error(`${path} does not hold a usable secret: it is shorter than 32 characters.`);
  return secret;
}

function createSecretBox(key: Buffer): SecretBox {
  return {
    encrypt(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    decrypt(ciphertext) {
      const bytes = Buffer.from(ciphertext, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}
