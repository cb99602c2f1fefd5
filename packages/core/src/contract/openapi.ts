import { failureGroups, failureResponse, noTokenSentence } from './openapi-errors.ts';
import {
  type JsonSchema,
  nameSchemas,
  referenceTo,
  type SchemaNames,
  toJsonSchema,
} from './openapi-schemas.ts';
import { pathParameterNames, pathParameters } from './path-parameters.ts';
import type { Access, Route } from './route.ts';
import { requestMarkHeader, sessionCookieName } from './session-marks.ts';

export interface OpenApiOptions {
  /** Version of the product. */
  readonly version: string;
  /** Where the server is reached, such as `http://127.0.0.1:8700`; `/` if left out. */
  readonly serverUrl?: string;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: JsonSchema;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

const answerHeaders = { 'x-request-id': { $ref: '#/components/headers/RequestId' } } as const;

const securityOf: Readonly<Record<Access, readonly JsonSchema[]>> = {
  account: [{ accountToken: [] }, { sessionCookie: [] }],
  run: [{ runToken: [] }],
  signed: [],
  open: [],
};

/** Describes the routes as OpenAPI 3.1. The same routes and options give the same document, key for key. */
export function buildOpenApi(
  routes: Readonly<Record<string, Route>>,
  options: OpenApiOptions,
): OpenApiDocument {
  const all = Object.values(routes);
  const names = nameSchemas(all);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of all) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operationOf(route, names);
    paths[route.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trainyard',
      version: options.version,
      summary: 'Datasets and training jobs for image and video LoRAs',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: options.serverUrl ?? '/' }],
    tags: [...new Set(all.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: names.components,
      headers: {
        RequestId: {
          description: 'Names this request in the log of the server.',
          schema: { type: 'string' },
        },
      },
      responses: {
        Unauthorized: sharedFailure(`${noTokenSentence} \`error_code\` is null.`),
        Failure: sharedFailure('Any other failure; `error_code` is null.'),
      },
      securitySchemes: {
        accountToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of an account, made with `trainyard token create`.',
        },
        sessionCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieName,
          description: `The cookie of a browser that signed in. A request with it that is not a GET also needs the header \`${requestMarkHeader}\`, with any value, which a page of another site cannot send.`,
        },
        runToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of one run; only the agent of that run has it.',
        },
      },
    },
  };
}

function sharedFailure(description: string): JsonSchema {
  return {
    description,
    headers: answerHeaders,
    content: { 'application/json': { schema: referenceTo('ErrorBody') } },
  };
}

function operationOf(route: Route, names: SchemaNames): JsonSchema {
  const requestBody = requestBodyOf(route, names);
  const parameters = parametersOf(route);
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    security: securityOf[route.access],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody === null ? {} : { requestBody }),
    responses: {
      ...successOf(route, names),
      ...Object.fromEntries(
        failureGroups(route).map((group) => [
          String(group.status),
          group.status === 401 && route.access !== 'open'
            ? { $ref: '#/components/responses/Unauthorized' }
            : failureResponse(group, answerHeaders),
        ]),
      ),
      default: { $ref: '#/components/responses/Failure' },
    },
  };
}

function parametersOf(route: Route): readonly JsonSchema[] {
  const inPath = pathParameterNames(route.path).map((name) => {
    const known = pathParameters[name];
    return {
      name,
      in: 'path',
      required: true,
      description: known?.description ?? name,
      schema: known?.isUuid ? { type: 'string', format: 'uuid' } : { type: 'string' },
    };
  });
  return [...inPath, ...queryParametersOf(route), ...headerParametersOf(route)];
}

function queryParametersOf(route: Route): readonly JsonSchema[] {
  if (route.query === undefined) return [];
  const required = toJsonSchema(route.query)['required'];
  return Object.entries(route.query.shape).map(([name, schema]) => {
    const { description, ...rest } = toJsonSchema(schema as Parameters<typeof toJsonSchema>[0]);
    return {
      name,
      in: 'query',
      required: Array.isArray(required) && required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function headerParametersOf(route: Route): readonly JsonSchema[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  });
  const headers: JsonSchema[] = [];
  if (route.idempotent) {
    headers.push(
      header(
        'Idempotency-Key',
        'Any text that is new for each thing to create. The same key with the same request gives the first answer again and creates nothing twice.',
      ),
    );
  }
  if (route.success.kind === 'events') {
    headers.push(
      header('Last-Event-ID', 'The `id` of the last event received; the stream goes on after it.'),
    );
  }
  if (route.success.kind === 'bytes')
    headers.push(header('Range', 'The part to send, such as `bytes=1000-`.'));
  return headers;
}

function requestBodyOf(route: Route, names: SchemaNames): JsonSchema | null {
  switch (route.body.kind) {
    case 'none':
      return null;
    case 'json':
      return {
        required: route.body.optional !== true,
        content: { 'application/json': { schema: referenceTo(names.requestName(route) ?? '') } },
      };
    case 'multipart': {
      const file = {
        type: 'string',
        contentMediaType: 'application/octet-stream',
        description: 'The bytes of the file, with its name as the filename of the part.',
      };
      const schema = { type: 'object', properties: { file }, required: ['file'] };
      return { required: true, content: { 'multipart/form-data': { schema } } };
    }
    case 'bytes':
      return { required: true, content: { 'application/octet-stream': {} } };
  }
}

function successOf(route: Route, names: SchemaNames): JsonSchema {
  const { success } = route;
  const answer = (description: string, content?: JsonSchema) => ({
    description,
    headers: answerHeaders,
    ...(content === undefined ? {} : { content }),
  });
  switch (success.kind) {
    case 'json':
      return {
        [success.status]: answer(success.status === 201 ? 'Created.' : 'Done.', {
          'application/json': { schema: referenceTo(names.answerName(route) ?? '') },
        }),
      };
    case 'text':
      return { [success.status]: answer('Plain text.', { 'text/plain': { schema: { type: 'string' } } }) };
    case 'html':
      return { [success.status]: answer('A page to read.', { 'text/html': { schema: { type: 'string' } } }) };
    case 'events':
      return {
        [success.status]: answer('A stream of server-sent events.', {
          'text/event-stream': { schema: { type: 'string' } },
        }),
      };
    case 'bytes':
      return {
        [success.status]: answer('The whole file.', { 'application/octet-stream': {} }),
        206: answer('The part that `Range` asked for.', { 'application/octet-stream': {} }),
      };
    case 'none':
      return { [success.status]: answer('Done; there is nothing to say.') };
  }
}
