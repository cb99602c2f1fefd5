/**
 * The page to go to after signing in: a path of this application, never an address elsewhere, whatever the
 * link to the sign-in page says.
 */
export function safeReturnPath(path: string | undefined): string {
  if (path === undefined || !/^\/(?![/\\])/.test(path)) return '/jobs';
  const url = new URL(path, 'http://here.invalid');
  if (url.host !== 'here.invalid' || url.pathname === '/sign-in') return '/jobs';
  return url.pathname + url.search + url.hash;
}
