import { type JsonSchema, requestSchemaOf, toJsonSchema } from './openapi-schemas.ts';
import { pathParameterNames, pathParameters } from './path-parameters.ts';
import type { Route } from './route.ts';

const submission = {
  config_file_format: 'yaml',
  config_file: 'job: extension\nconfig:\n  name: my-first-lora\n  process: […]\n',
};

/** Bodies that are clearer written by hand than made from a schema. */
const bodies: Readonly<Record<string, unknown>> = {
  createDataset: { name: 'dogs' },
  getUploadEndpoint: { filenameToByteSize: { 'clip.mp4': 200000000 } },
  submitJob: { ...submission, gpu_type: 'ADA_80_PLUS' },
  validateJob: { ...submission, gpu_type: 'ADA_80_PLUS' },
  editJob: submission,
  getConfigFacts: submission,
  putDatasetCaptions: { captions: { 'img_0001.txt': 'a dog on a beach' } },
  deleteDatasetFiles: { filenames: ['img_0001.jpg', 'img_0001.txt'] },
  createWebhook: { url: 'https://example.com/hook', events: ['job.finished'] },
  putSecret: { value: 'hf_…' },
};

/** A call as a person types it in a shell; the token stands in `TRAINYARD_TOKEN`. */
export function curlExample(route: Route, serverUrl: string): string {
  const path = pathParameterNames(route.path).reduce(
    (text, name) => text.replace(`{${name}}`, pathParameters[name]?.example ?? name),
    route.path,
  );
  const lines = [`curl${route.method === 'GET' ? '' : ` -X ${route.method}`} ${serverUrl}${path}`];
  if (route.access === 'account') lines.push('-H "Authorization: Bearer $TRAINYARD_TOKEN"');
  if (route.access === 'run') lines.push('-H "Authorization: Bearer $RUN_TOKEN"');
  if (route.success.kind === 'events') lines[0] = lines[0]?.replace('curl', 'curl -N') ?? '';
  if (route.success.kind === 'bytes') lines.push('-o file');
  lines.push(...bodyLines(route));
  return lines.join(' \\\n  ');
}

function bodyLines(route: Route): readonly string[] {
  if (route.body.kind === 'multipart') return ['-F "file=@img_0001.jpg"'];
  if (route.body.kind === 'bytes') return ['--data-binary @clip.mp4'];
  const schema = requestSchemaOf(route);
  if (schema === null || (route.body.kind === 'json' && route.body.optional && !(route.id in bodies)))
    return [];
  const body = JSON.stringify(bodies[route.id] ?? sampleOf(toJsonSchema(schema)));
  return ["-H 'Content-Type: application/json'", `-d '${body.replaceAll("'", "'\\''")}'`];
}

/** Some value of a schema: required fields only, the first alternative, the smallest number. */
function sampleOf(schema: JsonSchema): unknown {
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) return sampleOf(alternatives[0]);
  switch (schema['type']) {
    case 'object': {
      const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
      const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
      return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
    }
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 1;
    case 'boolean':
      return true;
    default:
      return 'text';
  }
}
