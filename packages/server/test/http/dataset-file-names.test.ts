import { describe, expect, test } from 'vitest';
import { sharedServer, uniqueName } from '../support/build-server.ts';

const server = await sharedServer();
const ada = server.as('ada');
const base = '/prod/v1/trainers/datasets';

async function newDataset(): Promise<string> {
  return (await ada.createDataset({ name: uniqueName('files') })).body.id;
}

const goodFileNames = [
  'a.jpg',
  'A.JPG',
  'b.JpEg',
  'c.png',
  'd.webp',
  'e.mp4',
  'f.MOV',
  'g.txt',
  'h.json',
  'i j.png',
  "k'l.png",
  'm"n.png',
  'größe.jpg',
  '犬.png',
  '🐕.jpg',
  'o;p.png',
  'q=r.png',
  'a%2Fb.png',
  '-x.png',
  'con.png',
  `${'z'.repeat(251)}.png`,
  `${'é'.repeat(125)}.png`,
  'a,b.png',
  '$(id).png',
  '~.png',
  'a.b.png',
  '#1.png',
  'a?b.png',
  'a:b.png',
  'a|b.png',
  '<a>.png',
];

const badFileNames: readonly (readonly [name: string, reason: RegExp])[] = [
  ['a.gif', /type/],
  ['a.bmp', /type/],
  ['a.exe', /type/],
  ['jpg', /type/],
  ['a.jpg.zip', /type/],
  ['a.', /type/],
  ['a.jpg ', /type/],
  ['a', /type/],
  ['.jpg', /dot/],
  ['.hidden.png', /dot/],
  ['..', /dot/],
  ['../a.png', /separator/],
  ['/etc/a.png', /separator/],
  ['a/b.png', /separator/],
  ['a\\b.png', /separator/],
  ['C:\\a.png', /separator/],
  ['a..png', /"\.\."/],
  ['a..b.png', /"\.\."/],
  ['a\tb.png', /control/],
  ['a\u007f.png', /control/],
  ['a\u0085.png', /control/],
  [`${'x'.repeat(252)}.png`, /255 bytes/],
  [`${'é'.repeat(126)}.png`, /255 bytes/],
];

describe('file names', () => {
  test('that are plain are taken by both ways of uploading, and come back as they were', async () => {
    for (const name of goodFileNames) {
      const direct = await uploadNamed(await newDataset(), name, '5');
      expect(direct.status, `${name}: ${direct.text}`).toBe(200);
      expect(direct.body).toMatchObject({ filename: name, size_bytes: 1 });
      const id = await newDataset();
      const { uploads } = (await ada.sign(id, { [name]: 1 })).body;
      const put = await server.anonymous().call('PUT', uploads[name].upload_url, { body: '5' });
      expect(put.status, `${name}: ${put.text}`).toBe(204);
      const { files } = (await ada.datasetStatus(id)).body;
      expect(files).toMatchObject([{ filename: name }]);
      const read = await ada.get(`${base}/${id}/files/${encodeURIComponent(name)}`);
      expect([read.status, String(read.body)], name).toEqual([200, '5']);
    }
  });

  for (const [name, reason] of badFileNames) {
    test(`like ${JSON.stringify(name.slice(0, 20))} are refused with the reason, and nothing is stored`, async () => {
      const id = await newDataset();
      const replies = [await uploadNamed(id, name, 'x'), await ada.sign(id, { 'good.png': 1, [name]: 1 })];
      for (const { body, text } of replies) {
        expect(body.error_code, text).toBe(42202);
        expect(body.error_message).toMatch(reason);
      }
      expect((await ada.datasetStatus(id)).body).toMatchObject({ status: 'DRAFT', files: [] });
    });
  }

  test('that are empty, or given as file*=, are judged as what they are', async () => {
    const id = await newDataset();
    expect((await uploadNamed(id, '', 'x')).body.error_code).toBe(42202);
    const form = `--x\r\nContent-Disposition: form-data; name="file"; filename*=UTF-8''%e7%8a%ac.png\r\n\r\nx\r\n--x--\r\n`;
    expect((await rawForm(id, form)).body.filename).toBe('犬.png');
  });

  test('that are nasty keys of JavaScript are only names', async () => {
    const id = await newDataset();
    const body = '{"filenameToByteSize":{"__proto__":5}}';
    const reply = await ada.call('POST', `${base}/${id}/get-upload-endpoint`, { body });
    expect(reply.body.error_code).toBe(42202);
    const fine = '{"filenameToByteSize":{"__proto__.png":5,"constructor.png":6}}';
    const uploads = (await ada.call('POST', `${base}/${id}/get-upload-endpoint`, { body: fine })).body
      .uploads;
    expect(Object.keys(uploads)).toEqual(['__proto__.png', 'constructor.png']);
  });
});

/** Multipart written by hand: `FormData` escapes some names, and clients do not. */
function uploadNamed(id: string, name: string, content: string) {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return rawForm(
    id,
    `--x\r\nContent-Disposition: form-data; name="file"; filename="${escaped}"\r\nContent-Type: image/png\r\n\r\n${content}\r\n--x--\r\n`,
  );
}

function rawForm(id: string, body: string, contentType = 'multipart/form-data; boundary=x') {
  return ada.call('POST', `${base}/${id}/upload`, { body, headers: { 'content-type': contentType } });
}

describe('forms', () => {
  const part = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx';
  const bad: readonly (readonly [what: string, status: number, body: string, type?: string])[] = [
    ['a form without a file', 422, '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'],
    ['a form without any part', 422, '--x--\r\n'],
    ['an empty body', 400, ''],
    ['a file in another field', 422, `--x\r\n${part.replace('"file"', '"image"')}\r\n--x--\r\n`],
    ['two files', 422, `--x\r\n${part}\r\n--x\r\n${part.replace('a.txt', 'b.txt')}\r\n--x--\r\n`],
    ['a form that is not closed', 400, `--x\r\n${part}\r\n`],
    ['a form with another boundary', 400, `--y\r\n${part}\r\n--y--\r\n`],
    ['JSON', 415, '{}', 'application/json'],
    ['a form that names no boundary', 400, `--x\r\n${part}\r\n--x--\r\n`, 'multipart/form-data'],
  ];
  for (const [what, status, body, type] of bad) {
    test(`${what} is refused and leaves the dataset as it was`, async () => {
      const id = await newDataset();
      const reply = await rawForm(id, body, type);
      expect(reply.status, reply.text).toBe(status);
      expect(reply.body.error_code).toBeNull();
      expect((await ada.datasetStatus(id)).body).toMatchObject({ status: 'DRAFT', files: [] });
    });
  }

  test('other fields beside the file do no harm', async () => {
    const id = await newDataset();
    const field = 'Content-Disposition: form-data; name="note"\r\n\r\nhello';
    expect((await rawForm(id, `--x\r\n${field}\r\n--x\r\n${part}\r\n--x--\r\n`)).status).toBe(200);
    expect((await rawForm(id, `--x\r\n${part}\r\n--x\r\n${field}\r\n--x--\r\n`)).status).toBe(200);
  });
});
