import { findError } from '../errors/catalogue.ts';
import { httpStatusOf } from '../errors/entry.ts';
import { type JsonSchema, referenceTo } from './openapi-schemas.ts';
import { pathParameterNames } from './path-parameters.ts';
import { type Route, usualJsonBytes } from './route.ts';

/** What one HTTP status of a route can mean. */
export interface FailureGroup {
  readonly status: number;
  readonly codes: readonly number[];
  /** Failures outside the catalogue that share the status: their `error_code` is null. */
  readonly others: readonly string[];
}

/** Why any call that needs a token can be answered 401. */
export const noTokenSentence =
  'The bearer token is missing, malformed or unknown, and no session stands for it.';

/** The failures of a route by HTTP status, ascending: its declared codes, and what follows from its shape. */
export function failureGroups(route: Route): readonly FailureGroup[] {
  const groups = new Map<number, { codes: number[]; others: string[] }>();
  const group = (status: number) => {
    const found = groups.get(status) ?? { codes: [], others: [] };
    groups.set(status, found);
    return found;
  };
  for (const code of [...route.errors].sort((a, b) => a - b)) group(httpStatusOf(code)).codes.push(code);
  const others = [...impliedFailures(route), ...(route.otherRefusals ?? [])];
  for (const [status, sentence] of others) group(status).others.push(sentence);
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([status, { codes, others }]) => ({ status, codes, others }));
}

function impliedFailures(route: Route): readonly (readonly [number, string])[] {
  const failures: (readonly [number, string])[] = [];
  if (route.body.kind === 'json' || route.query !== undefined) {
    failures.push([400, 'The body is not JSON of the right shape, or a query parameter has a bad value.']);
  }
  if (route.body.kind === 'multipart') failures.push([400, 'The body is not a form with one part `file`.']);
  if (route.access === 'account' || route.access === 'run') {
    failures.push([401, noTokenSentence]);
  }
  if (route.access === 'account' && route.method !== 'GET') {
    failures.push([
      403,
      'A request with the cookie of a session lacks its mark, or comes from another site.',
    ]);
  }
  if (pathParameterNames(route.path).some((name) => name !== 'dataset_id' && name !== 'job_id')) {
    failures.push([404, 'What the path names does not exist.']);
  }
  if (route.access === 'run') {
    failures.push([409, 'The run belongs to a newer lease, or has ended: stop the trainer.']);
  }
  if (route.idempotent) {
    failures.push([409, 'The first request with this `Idempotency-Key` is still being answered.']);
    failures.push([422, 'The `Idempotency-Key` was used for another request.']);
  }
  if (route.body.kind === 'json') {
    const most = (route.body.maxBytes ?? usualJsonBytes).toLocaleString('en');
    failures.push([413, `The body is larger than ${most} bytes.`]);
  }
  return failures;
}

/** The OpenAPI response of one group. */
export function failureResponse(group: FailureGroup, headers: JsonSchema): JsonSchema {
  const entries = group.codes.flatMap((code) => findError(code) ?? []);
  const lines = [
    ...entries.map((entry) => `- \`${entry.code} ${entry.name}\`: ${entry.meaning}`),
    ...group.others.map((sentence) => `- ${sentence}`),
  ];
  const codes = [...entries.map((entry) => entry.code), ...(group.others.length > 0 ? [null] : [])];
  const names = [...new Set(entries.map((entry) => entry.name)), ...(group.others.length > 0 ? [null] : [])];
  return {
    description: lines.join('\n'),
    headers,
    content: {
      'application/json': {
        schema: {
          allOf: [
            referenceTo('ErrorBody'),
            { properties: { error_code: { enum: codes }, error_name: { enum: names } } },
          ],
        },
      },
    },
  };
}
