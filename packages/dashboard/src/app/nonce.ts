/**
 * The nonce of this page's Content-Security-Policy, for libraries that put `<style>` elements into the page;
 * undefined where the page has none. Whatever makes such elements must be given it.
 */
export const pageNonce: string | undefined =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined;

declare global {
  /** Where get-nonce, and so the scroll lock under Radix's dialogs and menus, looks for the nonce. */
  var __webpack_nonce__: string | undefined;
}

globalThis.__webpack_nonce__ = pageNonce;
