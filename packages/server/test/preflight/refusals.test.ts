import { type Example, type Facts, type Finding, type Rule, rules } from '@trainyard/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { exampleFacts } from '../../../core/src/preflight/example.ts';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';
import { createExampleDatasets } from './example-datasets.ts';

/*
 * Every rule about models, and those of the two codes of our own, met over HTTP: its examples with real datasets
 * that make them so, on a server as it comes, and on one that counts the rules as warnings.
 */

const codes = new Set([
  ...[42257, 42258, 42259, 42260, 42261, 42263, 42264, 42265, 42266, 42268, 42269, 42270, 42271, 42272],
  ...[42298, 42299],
]);

interface Case {
  readonly title: string;
  readonly rule: Rule;
  readonly example: Example & { readonly at?: readonly string[] };
  readonly facts: Facts;
}

/** Those whose installation is set up in no special way. */
const ordinary = JSON.stringify(exampleFacts().installation);
const casesOf = (kind: 'bad' | 'good', filter: (rule: Rule) => boolean): Case[] =>
  rules.flatMap((rule) => {
    if (rule.code === null || !codes.has(rule.code) || !filter(rule)) return [];
    return rule.examples[kind].flatMap((example) => {
      const facts = example.facts ?? exampleFacts();
      if (JSON.stringify(facts.installation) !== ordinary || facts.datasets === null) return [];
      return [{ title: `${rule.code} ${rule.name}: ${example.title}`, rule, example, facts }];
    });
  });

const strict = await sharedServer();
const mild = await sharedServer({
  rules: [...codes]
    .filter((code) => code !== 42298)
    .map((code) => `${code}=warning`)
    .join(','),
});

/** The findings of a rule, at the places that its example names. */
function found({ rule, example }: Case, all: readonly Finding[]): Finding[] {
  const findings = all.filter(({ code, name }) => code === rule.code && name === rule.name);
  expect(findings.map(({ path }) => path)).toEqual(example.at);
  return findings;
}

/** The account that has, or has not, a token of Hugging Face. */
function clientOf(server: typeof strict, facts: Facts) {
  return server.as(facts.account.hfToken ? 'ben' : 'ada');
}

const withName = (yaml: string, name: string): string => yaml.replace(/^( +name: ).*$/m, `$1${name}`);

/** Realises examples on one server. */
async function prepare(server: typeof strict) {
  const secret = { value: 'hf_0123456789abcdefghij' };
  await server.as('ben').call('PUT', '/prod/v1/trainers/secrets/HF_TOKEN', { json: secret });
  const datasets = {
    ada: createExampleDatasets(server.as('ada')),
    ben: createExampleDatasets(server.as('ben')),
  };
  return async ({ example, facts }: Case, name: string): Promise<string> => {
    const yaml = await datasets[facts.account.hfToken ? 'ben' : 'ada'].realise(example, facts);
    return withName(yaml, name);
  };
}

describe('a server as it comes', () => {
  let realise: Awaited<ReturnType<typeof prepare>>;
  /** Jobs of both accounts that were cancelled, so that they can be edited. */
  const editable = new Map<string, string>();

  beforeAll(async () => {
    realise = await prepare(strict);
    for (const account of ['ada', 'ben'] as const) {
      const client = strict.as(account);
      const dataset = uniqueName('editable');
      await client.readyDataset(dataset, { 'a.jpg': picture });
      const id = await client.submitted(trainConfig({ name: 'to_edit', dataset, steps: 100_000 }));
      await client.job(id, 'POST', 'cancel', {});
      await client.jobReaches(id, 'CANCELED');
      editable.set(client.token ?? '', id);
    }
  });

  // The lengths of uploaded clips are known.
  const bad = casesOf('bad', () => true).filter(({ example }) => !example.title.includes('unknown length'));

  test('is shown a bad example of every code', () => {
    expect(new Set(bad.map(({ rule }) => rule.code))).toEqual(codes);
  });

  test.for(bad.map((each) => [each.title, each] as const))('refuses %s', async ([, each]) => {
    const client = clientOf(strict, each.facts);
    const yaml = await realise(each, uniqueName('refused'));
    const submitted = await client.submit(yaml);
    expect(submitted.status, submitted.text).toBe(422);
    expect(submitted.body.error_code, submitted.text).toBe(each.rule.code);
    for (const { severity } of found(each, submitted.body.findings)) expect(severity).toBe('error');

    const validated = await client.validate(yaml);
    expect(validated.status).toBe(200);
    expect(validated.body).toEqual({ valid: false, findings: submitted.body.findings });

    const jobId = editable.get(client.token ?? '') ?? '';
    const edited = await client.job(jobId, 'POST', 'edit', {
      config_file_format: 'yaml',
      config_file: withName(yaml, 'to_edit'),
    });
    expect(edited.status, edited.text).toBe(422);
    expect(edited.body.error_code).toBe(each.rule.code);
    found(each, edited.body.findings);
  });

  test.for(casesOf('good', () => true).map((each) => [each.title, each] as const))(
    'would accept the mended %s',
    async ([, each]) => {
      const yaml = await realise(each, uniqueName('accepted'));
      const { body } = await clientOf(strict, each.facts).validate(yaml);
      expect(body.findings.filter(({ severity }: Finding) => severity === 'error')).toEqual([]);
      expect(body.valid).toBe(true);
    },
  );
});

describe('a server that counts rules as warnings', () => {
  let realise: Awaited<ReturnType<typeof prepare>>;
  beforeAll(async () => {
    realise = await prepare(mild);
  });

  const first = casesOf('bad', (rule) => rule.fixed !== true).filter(
    ({ rule }, index, all) => all.findIndex((each) => each.rule === rule) === index,
  );

  test.for(first.map((each) => [each.title, each] as const))('only warns of %s', async ([, each]) => {
    const { body } = await clientOf(mild, each.facts).validate(await realise(each, uniqueName('mild')));
    for (const { severity } of found(each, body.findings)) expect(severity).toBe('warning');
    expect(body.valid).toBe(true);
  });

  test('takes the job', async () => {
    const [each] = first.filter(({ rule }) => rule.code === 42270);
    if (each === undefined) throw new Error('There is no example of 42270.');
    const client = clientOf(mild, each.facts);
    const id = await client.submitted(await realise(each, uniqueName('taken')));
    await client.job(id, 'POST', 'cancel', {});
  });

  test('still refuses what would be unsafe', async () => {
    const [each] = casesOf('bad', (rule) => rule.code === 42298);
    if (each === undefined) throw new Error('There is no example of 42298.');
    const refused = await clientOf(mild, each.facts).submit(await realise(each, uniqueName('unsafe')));
    expect(refused.body.error_code).toBe(42298);
  });
});
