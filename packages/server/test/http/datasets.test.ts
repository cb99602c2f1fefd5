import { describe, expect, test } from 'vitest';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';

const server = await sharedServer();
const ada = server.as('ada');
const base = '/prod/v1/trainers/datasets';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isoUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

async function newDataset(): Promise<string> {
  return (await ada.createDataset({ name: uniqueName('files') })).body.id;
}

describe('a dataset', () => {
  test('has every field of the contract, with the types of the contract', async () => {
    const created = await ada.createDataset({ name: 'fields' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ name: 'fields', status: 'DRAFT', error: null });
    expect(created.body.id).toMatch(uuid);
    expect(created.body.created_at).toMatch(isoUtc);
    expect(created.body.updated_at).toMatch(isoUtc);
    expect(Math.abs(Date.parse(created.body.created_at) - Date.now())).toBeLessThan(60_000);
    const status = await ada.datasetStatus(created.body.id);
    expect(status.status).toBe(200);
    expect(status.body).toEqual({ ...created.body, files: [] });
  });

  test('gets a name when it has none, be the body empty, {} or a null name', async () => {
    for (const options of [{}, { json: {} }, { json: { name: null } }]) {
      const reply = await ada.call('POST', base, options);
      expect(reply.status, reply.text).toBe(201);
      expect(reply.body.name).toMatch(/^ds_[a-z0-9]+$/);
    }
  });

  const goodNames = ['a', '0', '_', 'A-b_C-9', '_-', 'x'.repeat(128), 'CON', '__proto__', 'null'];
  for (const name of goodNames) {
    test(`can be called ${name.slice(0, 20)}`, async () => {
      expect((await ada.createDataset({ name })).body).toMatchObject({ name });
    });
  }

  const badNames: readonly unknown[] = [
    '',
    ' ',
    'my dogs',
    'dogs ',
    '-dogs',
    '--',
    'x'.repeat(129),
    'dogs/cats',
    '..',
    'a.b',
    'hünde',
    '犬',
    '狗a',
    'a\u0000',
    'a\n',
    'a\u200b',
    'a%20b',
    "a'b",
    'a"b',
    5,
    true,
    {},
    ['a'],
    0,
    false,
  ];
  for (const name of badNames) {
    test(`cannot be called ${JSON.stringify(name).slice(0, 30)}`, async () => {
      const reply = await ada.createDataset({ name });
      expect(reply.body.error_code, reply.text).toBe(42201);
    });
  }

  test('whose name is taken is refused, until the other is deleted; case tells names apart', async () => {
    const { id } = (await ada.createDataset({ name: 'taken' })).body;
    expect((await ada.createDataset({ name: 'taken' })).body.error_code).toBe(40901);
    expect((await ada.createDataset({ name: 'Taken' })).status).toBe(201);
    expect((await ada.call('DELETE', `${base}/${id}`)).body).toEqual({ id, deleted: true });
    expect((await ada.createDataset({ name: 'taken' })).status).toBe(201);
    expect((await ada.call('DELETE', `${base}/${id}`)).body.error_code).toBe(40401);
  });

  test('of one name is made once by twenty requests at the same moment', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => ada.createDataset({ name: 'race' })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
  });

  test('is listed newest first without files; pages join without gap or double', async () => {
    const eve = server.as('eve');
    const names: string[] = [];
    for (let i = 0; i < 7; i++) names.unshift((await eve.createDataset({ name: `page_${i}` })).body.name);
    const all = (await eve.get(base)).body;
    expect(all.datasets.map((dataset: { name: string }) => dataset.name)).toEqual(names);
    expect(all.datasets[0]).not.toHaveProperty('files');
    const paged: string[] = [];
    let cursor = '';
    do {
      const { body } = await eve.get(`${base}?limit=3${cursor}`);
      paged.push(...body.datasets.map((dataset: { name: string }) => dataset.name));
      expect(body.datasets.length).toBeLessThanOrEqual(3);
      cursor = body.next_cursor === null ? '' : `&cursor=${encodeURIComponent(body.next_cursor)}`;
    } while (cursor !== '');
    expect(paged).toEqual(names);
    for (const limit of ['0', '-1', '1.5', '1001', '']) {
      expect((await eve.get(`${base}?limit=${limit}`)).status, limit).toBe(400);
    }
  });
});

describe('the life of a dataset', () => {
  test('DRAFT, UPLOADING, READY, UPLOADING and READY again; deleting its files makes it a DRAFT', async () => {
    const id = await newDataset();
    expect((await ada.datasetStatus(id)).body.status).toBe('DRAFT');
    await ada.upload(id, 'a.jpg', picture);
    expect((await ada.datasetReaches(id, 'READY')).body.files).toMatchObject([
      { filename: 'a.jpg', kind: 'image', width: 40, height: 30, size_bytes: picture.length },
    ]);
    const { uploads } = (await ada.sign(id, { 'b.jpg': picture.length })).body;
    const during = (await ada.datasetStatus(id)).body;
    expect(during.status).toBe('UPLOADING');
    expect(during.files).toHaveLength(1);
    await server.anonymous().call('PUT', uploads['b.jpg'].upload_url, { body: new Uint8Array(picture) });
    expect((await ada.datasetReaches(id, 'READY')).body.files).toHaveLength(2);
    for (const name of ['a.jpg', 'b.jpg']) {
      expect((await ada.call('DELETE', `${base}/${id}/files/${name}`)).body).toEqual({
        filename: name,
        deleted: true,
      });
    }
    expect((await ada.datasetStatus(id)).body).toMatchObject({ status: 'DRAFT', files: [] });
    expect((await ada.call('DELETE', `${base}/${id}/files/a.jpg`)).status).toBe(404);
  });

  test('FAILED is final: no deletion and no good file brings it back', async () => {
    const id = await newDataset();
    await ada.upload(id, 'good.jpg', picture);
    await ada.upload(id, 'bad.png', picture.subarray(0, 300));
    const failed = (await ada.datasetReaches(id, 'FAILED')).body;
    expect(failed.error.message).toContain('bad.png');
    expect((await ada.upload(id, 'bad.png', picture)).body.error_code).toBe(42204);
    await ada.call('DELETE', `${base}/${id}/files/bad.png`);
    expect((await ada.datasetStatus(id)).body.status).toBe('FAILED');
    const listed = (await ada.get(base)).body.datasets.find((dataset: { id: string }) => dataset.id === id);
    expect(listed).toMatchObject({ status: 'FAILED', error: failed.error });
  });
});

describe('files of a dataset', () => {
  test('come back whole or in ranges, with what they are', async () => {
    const id = await newDataset();
    await ada.upload(id, 'a.txt', '0123456789');
    const path = `${base}/${id}/files/a.txt`;
    const whole = await ada.get(path);
    expect(whole.text).toBe('0123456789');
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    const part = await ada.get(path, { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await ada.get(`${base}/${id}/files/b.txt`)).status).toBe(404);
  });
});
