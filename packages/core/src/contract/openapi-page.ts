import { renderHtml } from '../pages/html.ts';
import { markdownAnchor, renderMarkdown } from '../pages/markdown.ts';
import { apiReference } from './api-reference.ts';
import type { OpenApiOptions } from './openapi.ts';
import type { Route } from './route.ts';

/** The HTML page of the API that the server answers at `/docs`. */
export function renderApiPage(routes: Readonly<Record<string, Route>>, options: OpenApiOptions): string {
  const page = apiReference(routes, {
    ...options,
    errorHref: (code) => `errors/${code}`,
    schemaHref: (name) => `#schema-${name}`,
    openApiHref: 'openapi.json',
  });
  return renderHtml(page, { navigation: [{ text: 'All errors', href: 'errors' }], contentsDepth: 2 });
}

/** The same as Markdown, for the reference; `errorHref` leads to the entry of an error. */
export function renderApiMarkdown(
  routes: Readonly<Record<string, Route>>,
  options: OpenApiOptions & { readonly errorHref: (code: number) => string },
): string {
  return renderMarkdown(
    apiReference(routes, {
      ...options,
      schemaHref: (name) => `#${markdownAnchor(name)}`,
      openApiHref: 'openapi.json',
    }),
  );
}
