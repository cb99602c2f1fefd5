import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A new secret as the Standard Webhooks specification writes it: `whsec_` and 32 bytes of base64. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`;
}

/** The headers by which a receiver knows that a message is from here, is whole, and is not an old one. */
export function signMessage(
  secret: string,
  message: { readonly id: string; readonly body: string },
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const signed = `${message.id}.${timestamp}.${message.body}`;
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  };
}
