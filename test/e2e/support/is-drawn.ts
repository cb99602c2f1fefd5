/** In the browser: true for a picture that could be drawn. */
export function isDrawn(element: unknown): boolean {
  return (element as { readonly naturalWidth: number }).naturalWidth > 0;
}
