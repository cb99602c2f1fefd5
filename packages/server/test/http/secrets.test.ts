import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { picture, sharedServer } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=1' });
const ada = server.as('ada');
await ada.readyDataset('dogs', { 'a.jpg': picture });
const base = '/prod/v1/trainers/secrets';

/** Every place in the data folder or the log that holds the text. */
function placesOf(text: string): string[] {
  const places = server.log.flatMap((line, index) =>
    JSON.stringify(line).includes(text) ? [`log ${index}`] : [],
  );
  const visit = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const info = statSync(path, { throwIfNoEntry: false });
      if (info?.isDirectory()) visit(path);
      else if (info?.isFile() && readFileSync(path).includes(text)) places.push(path);
    }
  };
  visit(server.dataDir);
  return places;
}

describe('secrets of an account', () => {
  test('are set, listed by name and time, set again and removed, and never shown', async () => {
    const value = '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1234';
    const first = await ada.call('PUT', `${base}/HF_TOKEN`, { json: { value } });
    expect(first.status, first.text).toBe(200);
    const list = await ada.get(base);
    expect(list.body.secrets).toEqual([first.body]);
    expect(Object.keys(first.body).sort()).toEqual(['created_at', 'name', 'updated_at']);
    const again = await ada.call('PUT', `${base}/HF_TOKEN`, { json: { value: `${value}x` } });
    expect(again.body.created_at).toBe(first.body.created_at);
    expect((await ada.get(`${base}/HF_TOKEN`)).status).toBe(405);
    for (const { text } of [first, list, again]) expect(text).not.toContain(value);
    expect(placesOf(value)).toEqual([]);
    expect((await ada.call('DELETE', `${base}/HF_TOKEN`)).body).toEqual({ name: 'HF_TOKEN', deleted: true });
    expect((await ada.call('DELETE', `${base}/HF_TOKEN`)).status).toBe(404);
  });

  test('a value that is refused does not come back in the refusal', async () => {
    const value = 'hf_RefusedAndStillSecret0123456789abcdef';
    const refused = [
      await ada.call('PUT', `${base}/bad name`, { json: { value } }),
      await ada.call('PUT', `${base}/HF_TOKEN`, { json: { token: value } }),
      await ada.call('PUT', `${base}/HF_TOKEN`, { json: { value: [value] } }),
      await ada.call('PUT', `${base}/HF_TOKEN`, { body: `{"value": ${value}}` }),
      await ada.call('PUT', `${base}/HF_TOKEN`, { body: `{"value": "${value}"` }),
      await ada.call('PUT', `${base}/HF_TOKEN`, { json: { value: value.repeat(300) } }),
    ];
    for (const { status, text } of refused) {
      expect([400, 422]).toContain(status);
      expect(text).not.toContain(value);
      expect(text).not.toContain(value.slice(0, 12));
    }
    expect(placesOf(value)).toEqual([]);
    expect(placesOf(value.slice(0, 12))).toEqual([]);
  });
});

describe('a token in a config', () => {
  const places: readonly (readonly [where: string, config: (name: string, token: string) => string])[] = [
    ['at the top', (name, token) => trainConfig({ name, dataset: 'dogs', top: `hf_token: ${token}\n` })],
    [
      'in the process',
      (name, token) => trainConfig({ name, dataset: 'dogs', process: `      hf_token: "${token}"\n` }),
    ],
    [
      'in the model',
      (name, token) => trainConfig({ name, dataset: 'dogs', model: `        hf_token: '${token}'\n` }),
    ],
    [
      'in a comment',
      (name, token) => trainConfig({ name, dataset: 'dogs', top: `# my token is ${token}\n` }),
    ],
  ];
  for (const [index, [where, config]] of places.entries()) {
    test(`${where} is used and stands nowhere afterwards: no answer, no log, no file, no row`, async () => {
      const token = `hf_${String.fromCharCode(97 + index).repeat(8)}SecretOfAConfig0123456789AbCdEf`;
      const id = await ada.submitted(config(`secret_${index}`, token));
      const ended = await ada.jobReaches(id, 'STOPPED', 'FAILED');
      expect(ended.body.status, ended.text).toBe('STOPPED');
      const answers = [ended.text];
      for (const action of ['result', 'logs', 'metrics'])
        answers.push((await ada.job(id, 'GET', action)).text);
      const result = (await ada.job(id, 'GET', 'result')).body;
      answers.push(await (await fetch(result.artifacts.config.path)).text());
      for (const { path } of result.artifacts.checkpoints) {
        answers.push(Buffer.from(await (await fetch(path)).arrayBuffer()).toString('latin1'));
      }
      for (const answer of answers) expect(answer).not.toContain(token);
      expect(placesOf(token)).toEqual([]);
      expect(
        (
          await ada.job(id, 'POST', 'edit', {
            config_file_format: 'yaml',
            config_file: config(`secret_${index}`, token),
          })
        ).status,
      ).toBe(200);
      expect(placesOf(token)).toEqual([]);
    });
  }

  test('is not repeated by a refusal that quotes the config', async () => {
    const token = 'hf_QuotedByNobody0123456789AbCdEfGhIjKl';
    for (const config of [
      `hf_token: ${token}: x\n`,
      `hf_token: [${token}\n`,
      trainConfig({ name: 'x', dataset: 'dogs', lr: `"${token}"`, top: `hf_token: ${token}\n` }),
    ]) {
      const reply = await ada.submit(config);
      expect(reply.status, reply.text).toBe(422);
      expect(placesOf(token)).toEqual([]);
    }
  });
});
