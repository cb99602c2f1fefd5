import { findError } from '../errors/catalogue.ts';
import type { Block, PageDocument, Section, Text } from '../pages/document.ts';
import { curlExample } from './curl-example.ts';
import { buildOpenApi, type OpenApiDocument, type OpenApiOptions } from './openapi.ts';
import { failureGroups } from './openapi-errors.ts';
import { type JsonSchema, nameSchemas } from './openapi-schemas.ts';
import type { Access, Route } from './route.ts';
import { type SchemaRow, schemaRows, typeName } from './schema-rows.ts';
import { requestMarkHeader, sessionCookieName } from './session-marks.ts';

export interface ApiReferenceOptions extends OpenApiOptions {
  /** Where the page of an error is, seen from this page. */
  readonly errorHref: (code: number) => string;
  /** Where the section of a schema is, in this page. */
  readonly schemaHref: (name: string) => string;
  /** Where the OpenAPI document is, seen from this page. */
  readonly openApiHref: string;
}

const accessSentences: Readonly<Record<Access, string>> = {
  account: 'Needs a bearer token of an account, or the cookie of a session.',
  run: 'Needs the bearer token of the run; only its agent has it.',
  signed: 'Needs no token: the link itself is the proof.',
  open: 'Open to anybody.',
};

/** The whole API as a page, made from the same routes as the server and the client. */
export function apiReference(
  routes: Readonly<Record<string, Route>>,
  options: ApiReferenceOptions,
): PageDocument {
  const all = Object.values(routes);
  const openApi = buildOpenApi(routes, options);
  const names = nameSchemas(all);
  const tags = [...new Set(all.map((route) => route.tag))];
  const isShared = (name: string) => !/(?:Request|Answer)$/.test(name);
  const shared = Object.entries(names.components).filter(([name]) => isShared(name));
  return {
    title: 'API',
    blocks: introduction(options),
    sections: [
      ...tags.map((tag) => ({
        id: anchorOf(tag),
        heading: tag,
        blocks: [],
        sections: all
          .filter((route) => route.tag === tag)
          .map((route) => callSection(route, openApi, options)),
      })),
      {
        id: 'schemas',
        heading: 'Schemas',
        blocks: [{ kind: 'paragraph', text: 'Objects that several calls share. Answers may gain fields.' }],
        sections: shared.map(([name, schema]) => ({
          id: `schema-${name}`,
          heading: name,
          blocks: [schemaBlock(schema)],
        })),
      },
    ],
  };
}

function introduction(options: ApiReferenceOptions): Block[] {
  return [
    {
      kind: 'paragraph',
      text: 'JSON in, JSON out, UTF-8; times are ISO 8601 in UTC. A call that needs a token takes it as `Authorization: Bearer …`. An object of another account is answered as one that does not exist.',
    },
    {
      kind: 'paragraph',
      text: `The dashboard keeps no token in the browser: it exchanges one for the cookie \`${sessionCookieName}\`, which scripts cannot read. A request with the cookie that is not a GET also carries the header \`${requestMarkHeader}\`, and comes from a page of this server. Where both are there, the bearer token counts.`,
    },
    {
      kind: 'paragraph',
      text: 'Each answer has an `x-request-id` header, which is also in the log of the server. A refusal is an `ErrorBody` (below): its `error_code` is one of the numbers listed with the call, or null for a failure outside the catalogue.',
    },
    {
      kind: 'paragraph',
      text: ['The same for machines: ', { text: 'OpenAPI 3.1', href: options.openApiHref }, '.'],
    },
  ];
}

function callSection(route: Route, openApi: OpenApiDocument, options: ApiReferenceOptions): Section {
  const operation = openApi.paths[route.path]?.[route.method.toLowerCase()] ?? {};
  const part = (name: string, blocks: readonly Block[]): Section[] =>
    blocks.length === 0 ? [] : [{ id: `${route.id}-${anchorOf(name)}`, heading: name, blocks }];
  return {
    id: route.id,
    heading: route.summary,
    blocks: [
      { kind: 'code', language: 'http', text: `${route.method} ${route.path}` },
      {
        kind: 'paragraph',
        text: `${accessSentences[route.access]} Named \`${route.id}\` in OpenAPI and in the TypeScript client.`,
      },
    ],
    sections: [
      ...part('Parameters', parameterBlocks(operation)),
      ...part('Body', bodyBlocks(operation, openApi, options)),
      ...part('Answer', answerBlocks(route, operation, openApi, options)),
      ...part('Errors', errorBlocks(route, options)),
      ...part('Example', [
        {
          kind: 'code',
          language: 'shell',
          text: curlExample(route, options.serverUrl ?? 'http://127.0.0.1:8700'),
        },
      ]),
    ],
  };
}

function parameterBlocks(operation: JsonSchema): readonly Block[] {
  const parameters = (operation['parameters'] ?? []) as readonly JsonSchema[];
  if (parameters.length === 0) return [];
  const rows = parameters.map((parameter): Text[] => [
    `\`${String(parameter['name'])}\``,
    `${String(parameter['in'])}${parameter['required'] === true ? ', required' : ''}`,
    typeName(parameter['schema'] as JsonSchema),
    String(parameter['description'] ?? ''),
  ]);
  return [{ kind: 'table', head: ['Name', 'In', 'Type', 'Meaning'], rows }];
}

function bodyBlocks(
  operation: JsonSchema,
  openApi: OpenApiDocument,
  options: ApiReferenceOptions,
): readonly Block[] {
  const body = operation['requestBody'] as JsonSchema | undefined;
  if (body === undefined) return [];
  const optional = body['required'] === false ? ' It can be left out.' : '';
  return contentBlocks(body['content'] as Record<string, JsonSchema>, openApi, options, { end: optional });
}

function answerBlocks(
  route: Route,
  operation: JsonSchema,
  openApi: OpenApiDocument,
  options: ApiReferenceOptions,
): readonly Block[] {
  const responses = (operation['responses'] ?? {}) as Record<string, JsonSchema>;
  const { status } = route.success;
  const content = responses[status]?.['content'] as Record<string, JsonSchema> | undefined;
  if (content === undefined) return [{ kind: 'paragraph', text: `Status ${status}, without a body.` }];
  return contentBlocks(content, openApi, options, { start: `Status ${status}: ` });
}

function contentBlocks(
  content: Readonly<Record<string, JsonSchema>>,
  openApi: OpenApiDocument,
  options: ApiReferenceOptions,
  { start = '', end = '' }: { readonly start?: string; readonly end?: string },
): readonly Block[] {
  return Object.entries(content).flatMap(([mediaType, { schema = {} }]): Block[] => {
    const name = typeName(schema as JsonSchema);
    const component = openApi.components['schemas']?.[name];
    const isOwn = /(?:Request|Answer)$/.test(name);
    const label =
      component === undefined || isOwn
        ? `${start}\`${mediaType}\`.${end}`
        : [`${start}\`${mediaType}\`, a `, { text: name, href: options.schemaHref(name) }, `.${end}`];
    const rows = schemaRows(isOwn && component !== undefined ? component : (schema as JsonSchema));
    return [{ kind: 'paragraph', text: label }, ...(rows.length === 0 ? [] : [fieldTable(rows)])];
  });
}

function errorBlocks(route: Route, options: ApiReferenceOptions): readonly Block[] {
  const rows = failureGroups(route).flatMap(({ status, codes, others }) => [
    ...codes.map((code): Text[] => [
      String(status),
      { text: `${code} ${findError(code)?.name ?? ''}`, href: options.errorHref(code) },
      findError(code)?.meaning ?? '',
    ]),
    ...others.map((sentence): Text[] => [String(status), '', sentence]),
  ]);
  return rows.length === 0 ? [] : [{ kind: 'table', head: ['Status', 'Code', 'Meaning'], rows }];
}

function schemaBlock(schema: JsonSchema): Block {
  const rows = schemaRows(schema);
  if (rows.length > 0) return fieldTable(rows);
  const alternatives = (schema['oneOf'] ?? schema['anyOf']) as readonly JsonSchema[] | undefined;
  if (alternatives === undefined) return { kind: 'paragraph', text: typeName(schema) };
  return { kind: 'list', items: alternatives.map(describeAlternative) };
}

function describeAlternative(schema: JsonSchema): string {
  const rows = schemaRows(schema);
  if (rows.length === 0) return typeName(schema);
  return rows.map((row) => `\`${row.field}\`${row.type.startsWith('"') ? ` ${row.type}` : ''}`).join(', ');
}

function fieldTable(rows: readonly SchemaRow[]): Block {
  return {
    kind: 'table',
    head: ['Field', 'Type', 'Meaning'],
    rows: rows.map((row) => [
      `\`${row.field}\``,
      `${row.type}${row.required ? '' : ', optional'}`,
      row.description,
    ]),
  };
}

function anchorOf(text: string): string {
  return text.toLowerCase().replaceAll(' ', '-');
}
