import { describe, expect, test } from 'vitest';
import { type Reply, submission } from '../support/api-client.ts';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { type TrainConfigParts, trainConfig } from '../support/train-config.ts';

const server = await sharedServer();
const ada = server.as('ada');
const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

await ada.readyDataset('dogs', { 'a.jpg': picture });
await ada.readyDataset('captions', { 'a.txt': 'a dog' });
await ada.createDataset({ name: 'draft' });
const taken = await ada.submitted(trainConfig({ name: 'taken', dataset: 'dogs', steps: 100_000 }));

const config = (parts: Partial<TrainConfigParts> = {}) =>
  trainConfig({ name: uniqueName('job'), dataset: 'dogs', ...parts });
const codesOf = (reply: Reply): number[] =>
  reply.body.findings
    .filter((finding: { severity: string }) => finding.severity === 'error')
    .map((finding: { code: number }) => finding.code);

const preservation = '      unused: 1\n';
const pairs: readonly (readonly [first: number, second: number, body: () => object])[] = [
  [42251, 42252, () => submission(config(), { config_file_format: 'json', gpu_type: 'RTX_4090' })],
  [42252, 42273, () => submission(config(), { gpu_type: 'RTX_4090', gpu_count: 3 })],
  [42273, 42253, () => submission('job: "', { gpu_count: 3 })],
  [42275, 42262, () => submission(config({ arch: null, name: 'my lora' }))],
  [42275, 40951, () => submission(config({ arch: null, name: 'taken' }))],
  [40951, 42254, () => submission(config({ name: 'taken', dataset: 'nowhere' }))],
  [42262, 42254, () => submission(config({ name: 'my lora', dataset: 'nowhere' }))],
  [42254, 42255, () => submission(config({ dataset: 'draft', moreDatasets: ['nowhere'] }))],
  [42255, 42256, () => submission(config({ dataset: 'captions', moreDatasets: ['draft'] }))],
  [42256, 42274, () => submission(config({ dataset: 'captions', lr: '"1e-4"' }))],
  [42274, 42298, () => submission(config({ lr: '-1', job: 'train' }))],
];

describe('the order of checks', () => {
  for (const [first, second, body] of pairs) {
    test(`a submission that violates ${first} and ${second} is refused with ${first} and lists both`, async () => {
      const reply = await ada.post(jobs, body());
      expect(reply.body.error_code, reply.text).toBe(first);
      expect(codesOf(reply)).toEqual([first, second]);
      const validated = await ada.post(`${jobs}/validate`, body());
      expect(validated.status).toBe(200);
      expect(codesOf(validated)).toEqual([first, second]);
    });
  }

  test('a body that is no JSON object is refused before anything in it is looked at', async () => {
    for (const body of ['{"config_file_format":"json",', '["json"]', '"json"', '5']) {
      const reply = await ada.call('POST', jobs, { body });
      expect([reply.status, reply.body.error_code]).toEqual([400, null]);
    }
  });

  test('a config that is no config is refused as such, whatever it lacks besides', async () => {
    const reply = await ada.submit(config({ job: null, arch: null, name: 'my lora', dataset: 'nowhere' }));
    expect(reply.body.error_code).toBe(42253);
  });

  test('everything that is wrong at once is listed in the order of the contract', async () => {
    const reply = await ada.submit(
      config({
        name: 'my lora',
        arch: null,
        dataset: 'captions',
        moreDatasets: ['nowhere', 'draft'],
        lr: '0',
        job: 'mod',
      }),
      { config_file_format: 'toml', gpu_type: 'TPU', gpu_count: 2 },
    );
    expect(codesOf(reply)).toEqual([42251, 42252, 42273, 42275, 42262, 42254, 42255, 42256, 42274, 42298]);
    expect(reply.body.error_code).toBe(42251);
  });

  test('an edit checks the text first, then whether there is such a job, its state, and its name', async () => {
    const nobodys = 'b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0';
    const edit = async (id: string, parts: Partial<TrainConfigParts>) =>
      ada.job(id, 'POST', 'edit', { config_file_format: 'yaml', config_file: config(parts) });
    expect(codesOf(await edit(nobodys, { name: 'my lora' }))).toEqual([42262, 40451]);
    expect(codesOf(await edit(nobodys, { dataset: 'nowhere' }))).toEqual([40451, 42254]);
    expect(codesOf(await edit(taken, { name: 'renamed', dataset: 'nowhere' }))).toEqual([
      42276, 42277, 42254,
    ]);
    expect(codesOf(await edit(taken, { name: 'taken' }))).toEqual([42276]);
  });
});

describe('findings', () => {
  test('have every field of the contract, with the place in the text', async () => {
    const text = config({ lr: '0' });
    const reply = await ada.submit(text);
    const [finding] = reply.body.findings;
    const line = text.split('\n').findIndex((one) => one.includes('lr:'));
    expect(finding).toMatchObject({
      code: 42274,
      name: 'INVALID_LEARNING_RATE',
      severity: 'error',
      path: 'config.process[0].train.lr',
      line: line + 1,
      column: (text.split('\n')[line] ?? '').indexOf('0') + 1,
      message: expect.stringContaining('0'),
      fix: expect.any(String),
    });
    expect(reply.body.error_message).toBe(finding.message);
    expect(reply.body.error_name).toBe('INVALID_LEARNING_RATE');
  });

  test('that are only warnings do not refuse a job', async () => {
    const reply = await ada.validate(config({ process: preservation }));
    expect(reply.body.valid, reply.text).toBe(true);
    expect(reply.body.findings.map((finding: { name: string }) => finding.name)).toContain('UNKNOWN_KEY');
  });
});

describe('fields of a submission', () => {
  const bad: readonly (readonly [field: string, value: unknown, code: number])[] = [
    ...[undefined, null, 'YAML', 'json', '', 5, ['yaml'], {}].map(
      (value) => ['config_file_format', value, 42251] as const,
    ),
    ...[undefined, null, '', 'ada_80_plus', 'H100', 5, ['ADA_80_PLUS'], {}].map(
      (value) => ['gpu_type', value, 42252] as const,
    ),
    ...['#0', '#99', 'gpu0', 5, {}, ['#1']].map((value) => ['gpu_id', value, 42252] as const),
    ...[0, 2, 7, -1, 1.5, '1', '8', [1], {}, true].map((value) => ['gpu_count', value, 42273] as const),
    ...[undefined, null, '', 5, {}, [], 'hello', '- a', '[', '\u0000', 'a: &x [*x]', '&a [*a, *a]'].map(
      (value) => ['config_file', value, 42253] as const,
    ),
  ];
  for (const [field, value, code] of bad) {
    test(`${field} ${JSON.stringify(value)} is refused with ${code}, which names it`, async () => {
      const reply = await ada.submit(config(), { [field]: value });
      expect(reply.body.error_code, reply.text).toBe(code);
      expect(reply.body.findings[0].path === field || code === 42253).toBe(true);
    });
  }

  test('gpu_count 8 is for ADA_80_PLUS alone', async () => {
    expect((await ada.submit(config(), { gpu_type: 'HOPPER_141', gpu_count: 8 })).body.error_code).toBe(
      42273,
    );
    expect((await ada.validate(config(), { gpu_count: 8 })).body.valid).toBe(true);
  });

  test('a GPU type that is not offered is refused with the list of those that are', async () => {
    const { error_message } = (await ada.submit(config(), { gpu_type: 'AMPERE_24' })).body;
    for (const shown of ['AMPERE_24', 'ADA_80_PLUS', 'HOPPER_141']) expect(error_message).toContain(shown);
  });

  test('fields that nobody knows are passed over', async () => {
    expect((await ada.validate(config(), { webhook: 'x', priority: 5 })).body.valid).toBe(true);
  });

  test('a bomb of aliases is refused in a moment', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`,
    ).join('\n');
    const begun = performance.now();
    const reply = await ada.submit(`a0: &a0 [x]\n${levels}\n${config()}`);
    expect(reply.status).toBe(422);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  test('a text of nested brackets is refused in a moment, and the server lives on', async () => {
    const begun = performance.now();
    expect((await ada.submit('['.repeat(500_000))).body.error_code).toBe(42253);
    expect((await ada.submit(`${'a: {'.repeat(100_000)}`)).body.error_code).toBe(42253);
    expect((await ada.submit('- '.repeat(200_000))).body.error_code).toBe(42253);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect((await ada.get('/healthz')).status).toBe(200);
  });
});

describe('what a refusal leaves behind', () => {
  test('nothing: neither a refused submission nor a validation makes a job or takes a name', async () => {
    const ben = server.as('ben');
    await ben.readyDataset('dogs', { 'a.jpg': picture });
    const good = trainConfig({ name: 'free', dataset: 'dogs', steps: 100_000 });
    expect((await ben.submit(good, { gpu_count: 3 })).status).toBe(422);
    expect((await ben.validate(good)).body).toMatchObject({ valid: true });
    expect((await ben.get(jobs)).body).toEqual({ jobs: [], next_cursor: null });
    expect((await ben.submit(good)).status).toBe(201);
    expect(codesOf(await ben.validate(good))).toEqual([40951]);
  });
});

describe('names of jobs', () => {
  test('of twenty submissions of one name at the same moment one becomes a job', async () => {
    const text = config({ name: 'race', steps: 100_000 });
    const replies = await Promise.all(Array.from({ length: 20 }, () => ada.submit(text)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
    for (const { status, body } of replies) if (status === 409) expect(body.error_code).toBe(40951);
    const { body } = await ada.get(`${jobs}?limit=1000`);
    expect(body.jobs.filter((job: { name: string }) => job.name === 'race')).toHaveLength(1);
  });

  const bad = [
    '""',
    '" "',
    'my lora',
    'a/b',
    '..',
    '-a',
    'a.b',
    'ä',
    '2024',
    'true',
    'null',
    '[a]',
    `${'x'.repeat(129)}`,
  ];
  for (const name of bad) {
    test(`config.name ${name.slice(0, 20)} is refused with 42262`, async () => {
      expect((await ada.submit(config({ name }))).body.error_code).toBe(42262);
    });
  }
});
