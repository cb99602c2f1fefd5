const linkPath = '/links/';

/**
 * A signed link as a path of the server that the page comes from, whose public address may be another than that of
 * the page: the browser would refuse to fetch from there. Any other address, as of a store elsewhere, stays.
 */
export function ownLink(address: string): string {
  const { pathname, search } = new URL(address, 'http://localhost');
  return pathname.startsWith(linkPath) ? `${pathname}${search}` : address;
}
