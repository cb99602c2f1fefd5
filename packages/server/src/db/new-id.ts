import { randomBytes } from 'node:crypto';

let lastMs = 0;
let sequence = 0;

/**
 * A new lower-case UUID of version 7: ids made later by this process sort after ids made earlier, so that
 * "newest first" holds among rows of the same millisecond and indexes grow at their end.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMs++;
    sequence = 0;
  }
  const random = randomBytes(8).toString('hex');
  const time = lastMs.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(random.slice(0, 1), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${sequence.toString(16).padStart(3, '0')}`,
    `${variant}${random.slice(1, 4)}`,
    random.slice(4, 16),
  ].join('-');
}
