import { z } from 'zod';
import { errorBodySchema } from '../errors/error-body.ts';
import { artifactAnswerSchema, assignmentSchema, reportSchema } from '../runs/protocol.ts';
import {
  datasetFileSchema,
  datasetOverviewSchema,
  datasetSchema,
  datasetWithFilesSchema,
} from './datasets.ts';
import { factsSchema } from './facts.ts';
import { editSchema, findingSchema } from './findings.ts';
import { datasetItemSchema } from './gallery.ts';
import { gpuSchema } from './installation.ts';
import { jobRunSchema } from './job-details.ts';
import { jobResultSchema, jobSchema } from './jobs.ts';
import { requestSchemas } from './requests.ts';
import type { Route } from './route.ts';
import { secretSchema } from './secrets.ts';

/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const named: readonly (readonly [string, z.ZodType])[] = [
  ['Dataset', datasetSchema],
  ['DatasetFile', datasetFileSchema],
  ['DatasetItem', datasetItemSchema],
  ['DatasetOverview', datasetOverviewSchema],
  ['DatasetWithFiles', datasetWithFilesSchema],
  ['Edit', editSchema],
  ['ErrorBody', errorBodySchema],
  ['Facts', factsSchema],
  ['Finding', findingSchema],
  ['Gpu', gpuSchema],
  ['Job', jobSchema],
  ['JobResult', jobResultSchema],
  ['JobRun', jobRunSchema],
  ['JsonValue', editSchema.options[0].shape.value],
  ['Secret', secretSchema],
  ['ArtifactUpload', artifactAnswerSchema],
  ['Assignment', assignmentSchema],
  ['Report', reportSchema],
];

const referencePrefix = '#/components/schemas/';

/** A pointer to a component. */
export function referenceTo(name: string): JsonSchema {
  return { $ref: `${referencePrefix}${name}` };
}

/** The well-formed JSON body of a route, or null where it carries no JSON. */
export function requestSchemaOf(route: Route): z.ZodType | null {
  if (route.body.kind !== 'json') return null;
  const documented: Readonly<Record<string, z.ZodType>> = requestSchemas;
  return documented[route.id] ?? route.body.schema;
}

/** Names of the components that describe a route's JSON body and answer. */
export interface SchemaNames {
  requestName(route: Route): string | null;
  answerName(route: Route): string | null;
  /** Every component by its name, sorted. */
  readonly components: Readonly<Record<string, JsonSchema>>;
}

/** Turns every JSON body and answer of the routes into a named component; shared schemas are referred to. */
export function nameSchemas(routes: readonly Route[]): SchemaNames {
  const registry = z.registry<{ id: string }>();
  const nameOf = new Map<z.ZodType | null, string>();
  const add = (schema: z.ZodType, name: string) => {
    if (nameOf.has(schema)) return;
    nameOf.set(schema, name);
    registry.add(schema, { id: name });
  };
  for (const [name, schema] of named) add(schema, name);
  for (const route of routes) {
    const request = requestSchemaOf(route);
    if (request !== null) add(request, `${capitalized(route.id)}Request`);
    if (route.success.kind === 'json') add(route.success.schema, `${capitalized(route.id)}Answer`);
  }
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    // Answers may gain fields, so nothing is closed against unknown ones as `output` would do it.
    io: 'input',
    uri: (id) => `${referencePrefix}${id}`,
    override: ({ jsonSchema }) => dropNoise(jsonSchema),
  });
  const sorted = Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    requestName: (route) => nameOf.get(requestSchemaOf(route)) ?? null,
    answerName: (route) => nameOf.get(route.success.kind === 'json' ? route.success.schema : null) ?? null,
    components: Object.fromEntries(sorted.map(([name, schema]) => [name, withoutIdentity(schema)])),
  };
}

/** One schema by itself, such as the query of a route. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return withoutIdentity(
    z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      io: 'input',
      override: ({ jsonSchema }) => dropNoise(jsonSchema),
    }),
  );
}

/** Bounds that every integer of JavaScript has, and patterns that only spell out a format. */
function dropNoise(schema: {
  minimum?: unknown;
  maximum?: unknown;
  format?: unknown;
  pattern?: unknown;
}): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format === 'uuid' || schema.format === 'date-time') delete schema.pattern;
}

function withoutIdentity(schema: object): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
