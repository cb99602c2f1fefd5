/** For answers that are no pages: should a browser show one all the same, it runs and fetches nothing. */
export const noContentPolicy = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** For pages that are made on the server: they have styles of their own and nothing else. */
export const staticPagePolicy = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const;
