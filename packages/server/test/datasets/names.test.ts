import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { startDatasetServer } from './dataset-server.ts';

for (const dialect of databases) {
  describe(`dataset names and ids on ${dialect.name}`, () => {
    test('a name is made up where none is given, a new one each time', async () => {
      const ada = (await startDatasetServer(dialect)).as('ada');
      const bodies = [{}, { name: null }, undefined];
      const names = [];
      for (const body of bodies) names.push((await ada.call('POST', '', body)).body.name);
      for (const name of names) expect(name).toMatch(/^ds_[0-9a-f]{12}$/);
      expect(new Set(names).size).toBe(3);
    });

    test('what cannot be a name is refused with the reason', async () => {
      const ada = (await startDatasetServer(dialect)).as('ada');
      for (const [name, reason] of [
        ['', /is empty/],
        ['my dogs', /" my dogs"|contains " "/],
        ['-x', /begins with "-"/],
        ['a/b', /contains "\/"/],
        ['x'.repeat(129), /longer than 128/],
        [7, /must be a text, not 7/],
        [['dogs'], /must be a text/],
        [false, /must be a text/],
      ] as const) {
        const { status, body } = await ada.create({ name });
        expect([status, body.error_code, body.error_name]).toEqual([422, 42201, 'INVALID_DATASET_NAME']);
        expect(body.error_message).toMatch(reason);
      }
      expect((await ada.call('GET', '')).body.datasets).toEqual([]);
    });

    test('of many requests for one name at the same moment one gets it', async () => {
      const server = await startDatasetServer(dialect);
      const replies = await Promise.all(
        Array.from({ length: 12 }, () => server.as('ada').create({ name: 'dogs' })),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(11).fill(409)]);
      const refused = replies.find(({ status }) => status === 409);
      expect(refused?.body).toMatchObject({
        error_code: 40901,
        error_message: 'A dataset named "dogs" already exists in this account.',
      });
      expect((await server.as('ben').create({ name: 'dogs' })).status).toBe(201);
    });

    test('the name of a deleted dataset is free at once', async () => {
      const ada = (await startDatasetServer(dialect)).as('ada');
      const first = await ada.createId('dogs');
      expect(await ada.call('DELETE', `/${first}`)).toMatchObject({
        status: 200,
        body: { id: first, deleted: true },
      });
      const second = await ada.create({ name: 'dogs' });
      expect(second.status).toBe(201);
      expect(second.body.id).not.toBe(first);
    });

    const calls = [
      ['GET', '/status'],
      ['POST', '/upload'],
      ['POST', '/get-upload-endpoint'],
      ['DELETE', ''],
      ['GET', '/files/a.png'],
      ['DELETE', '/files/a.png'],
    ] as const;

    test('an id that is no UUID is refused on every call', async () => {
      const ada = (await startDatasetServer(dialect)).as('ada');
      for (const [method, path] of calls) {
        for (const id of ['dogs', '7', `${crypto.randomUUID()}x`, '%00']) {
          const body = method === 'POST' ? { filenameToByteSize: { 'a.png': 1 } } : undefined;
          const reply = await ada.call(method, `/${id}${path}`, body);
          expect([method, path, id, reply.status, reply.body.error_code]).toEqual([
            method,
            path,
            id,
            400,
            40001,
          ]);
        }
      }
    });

    test('an unknown, a deleted and a foreign dataset are answered alike on every call', async () => {
      const server = await startDatasetServer(dialect);
      const [ada, ben] = [server.as('ada'), server.as('ben')];
      const foreign = await ben.createId('secret');
      await ben.upload(foreign, 'a.png', 'x');
      const deleted = await ada.createId();
      await ada.upload(deleted, 'a.png', 'x');
      await ada.call('DELETE', `/${deleted}`);
      const unknown = crypto.randomUUID();
      for (const [method, path] of calls) {
        const answers = [];
        for (const id of [unknown, deleted, foreign]) {
          const body = method === 'POST' ? { filenameToByteSize: { 'a.png': 1 } } : undefined;
          const reply = await ada.call(method, `/${id}${path}`, body);
          const { request_id: _, ...rest } = reply.body;
          answers.push(JSON.stringify([reply.status, rest]).replaceAll(id, 'ID'));
        }
        expect(JSON.parse(answers[0] ?? '')).toMatchObject([404, { error_code: 40401 }]);
        expect(new Set(answers).size).toBe(1);
      }
      expect((await ben.status(foreign)).body.file_count).toBe(1);
    });

    test('an id in capitals is the same id', async () => {
      const ada = (await startDatasetServer(dialect)).as('ada');
      const id = await ada.createId();
      expect((await ada.status(id.toUpperCase())).body.id).toBe(id);
    });

    test('the list is newest first, in pages that stay right while datasets come and go', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const ids: string[] = [];
      for (let i = 0; i < 7; i++) ids.unshift(await ada.createId(`d${i}`));
      await server.as('ben').createId('other');
      const all = await ada.call('GET', '');
      expect(all.body.datasets.map((dataset: { id: string }) => dataset.id)).toEqual(ids);
      expect(all.body.next_cursor).toBeNull();
      expect(all.body.datasets[0].files).toBeUndefined();

      const first = (await ada.call('GET', '?limit=3')).body;
      await ada.createId('newer');
      await ada.call('DELETE', `/${ids[2]}`);
      const second = (await ada.call('GET', `?limit=3&cursor=${first.next_cursor}`)).body;
      const third = (await ada.call('GET', `?limit=3&cursor=${second.next_cursor}`)).body;
      const paged = [first, second, third].flatMap((page) => page.datasets.map((d: { id: string }) => d.id));
      expect(paged).toEqual(ids);
      expect(third.next_cursor).toBeNull();
      expect((await ada.call('GET', '?cursor=nonsense')).status).toBe(400);
    });
  });
}
