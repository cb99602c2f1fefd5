import type { JsonSchema } from './openapi-schemas.ts';

/** One field of a JSON body, flattened for reading. */
export interface SchemaRow {
  /** `progress.current_step`, `artifacts.checkpoints[].path`, `uploads.*.expires_at`. */
  readonly field: string;
  /** `integer`, `uuid`, `"yaml"`, `string or null`. */
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

const referencePrefix = '#/components/schemas/';

/** The name of the component that a schema points to, or null. */
function componentNameOf(schema: JsonSchema): string | null {
  const reference = schema['$ref'];
  return typeof reference === 'string' && reference.startsWith(referencePrefix)
    ? reference.slice(referencePrefix.length)
    : null;
}

/** The fields of an object with those of the objects in it. Other components are named, not unfolded. */
export function schemaRows(schema: JsonSchema, prefix = ''): readonly SchemaRow[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).flatMap(
    ([name, value]) => {
      const field = `${prefix}${name}`;
      const row = {
        field,
        type: typeName(value),
        required: required.includes(name),
        description: typeof value['description'] === 'string' ? value['description'] : '',
      };
      return [row, ...innerRows(value, field)];
    },
  );
}

function innerRows(value: JsonSchema, field: string): readonly SchemaRow[] {
  const [inner] = alternativesOf(value).filter((each) => each['type'] !== 'null');
  if (inner === undefined) return [];
  if (inner['properties'] !== undefined) return schemaRows(inner, `${field}.`);
  if (isSchema(inner['items'])) return innerRows(inner['items'], `${field}[]`);
  if (isSchema(inner['additionalProperties'])) return innerRows(inner['additionalProperties'], `${field}.*`);
  return [];
}

/** A type in a few words. */
export function typeName(schema: JsonSchema): string {
  const component = componentNameOf(schema);
  if (component !== null) return component;
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' or ');
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 1) return [...new Set(alternatives.map(typeName))].join(' or ');
  const type = schema['type'];
  if (Array.isArray(type)) return type.join(' or ');
  if (type === 'array') {
    return isSchema(schema['items']) ? `array of ${typeName(schema['items'])}` : 'array';
  }
  if (type === 'object' && isSchema(schema['additionalProperties'])) {
    return `map of ${typeName(schema['additionalProperties'])}`;
  }
  if (typeof schema['format'] === 'string') return schema['format'];
  return typeof type === 'string' ? `${type}${boundsOf(schema)}` : 'anything';
}

function boundsOf({ minimum, maximum }: JsonSchema): string {
  if (typeof minimum === 'number' && typeof maximum === 'number') return ` from ${minimum} to ${maximum}`;
  if (typeof minimum === 'number') return ` from ${minimum}`;
  return typeof maximum === 'number' ? ` to ${maximum}` : '';
}

function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(alternatives) ? (alternatives as JsonSchema[]) : [schema];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
