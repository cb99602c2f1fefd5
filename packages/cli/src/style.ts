import type { Io } from './io.ts';

const codes = { bold: 1, red: 31, green: 32, yellow: 33, dim: 2 } as const;

/** The text in a style where `target` is a terminal and `NO_COLOR` is not set; else the text as it is. */
export function paint(io: Io, target: 'out' | 'err', style: keyof typeof codes, text: string): string {
  const isTty = target === 'out' ? io.outIsTty : io.errIsTty;
  if (!isTty || io.env['NO_COLOR'] || io.env['TERM'] === 'dumb') return text;
  return `\u001b[${codes[style]}m${text}\u001b[0m`;
}
