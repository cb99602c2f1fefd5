/** Headers that bound what the page of the dashboard can do, whatever text it is made to show. */
export function dashboardPolicy({
  nonce,
  publicUrl,
}: {
  /** Allows the scripts and styles of this one answer. */
  readonly nonce: string;
  /** The origin of the links to files, where it is not that of the page. */
  readonly publicUrl: string | null;
}): Readonly<Record<string, string>> {
  const files = publicUrl === null ? "'self'" : `'self' ${publicUrl}`;
  const policy = {
    'default-src': "'none'",
    'script-src': `'self' 'nonce-${nonce}'`,
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': `${files} data: blob:`,
    'media-src': `${files} blob:`,
    'font-src': "'self'",
    'connect-src': "'self'",
    'worker-src': "'self' blob:",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map((directive) => directive.join(' '))
      .join('; '),
    // The nonce is for one answer: the next one has another.
    'cache-control': 'no-cache',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

/** For scripts: one that runs as a worker has this policy instead of that of its page. */
export const scriptPolicy = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'",
} as const;
