import { expect, test } from 'vitest';
import { planUploads } from './plan-uploads.ts';

const plan = (...paths: string[]) => planUploads(paths.map((path) => ({ path })));

test('Files are taken by their names, without their folders.', () => {
  const { accepted, refused, ignored } = plan('cats/a.jpg', 'cats/a.txt', 'b.PNG');
  expect(accepted.map(({ filename }) => filename)).toEqual(['a.jpg', 'a.txt', 'b.PNG']);
  expect(refused).toEqual([]);
  expect(ignored).toBe(0);
});

test('Of two files with one name the second is refused, with the first in the reason.', () => {
  const { accepted, refused } = plan('cats/a.jpg', 'dogs/a.jpg');
  expect(accepted.map(({ source }) => source.path)).toEqual(['cats/a.jpg']);
  expect(refused).toMatchObject([{ filename: 'a.jpg', reason: expect.stringContaining('cats/a.jpg') }]);
});

test.each(['notes.docx', 'a..jpg', `${'x'.repeat(260)}.jpg`, 'a\u0007.jpg'])(
  'The file %j is refused before it is sent.',
  (path) => {
    const { accepted, refused } = plan(path);
    expect(accepted).toEqual([]);
    expect(refused).toMatchObject([{ filename: path, reason: expect.stringMatching(/^The name .+\.$/) }]);
  },
);

test('What systems leave in folders is passed over.', () => {
  const left = ['x/.DS_Store', '.hidden/.gitkeep', '.profile', 'Thumbs.db', 'desktop.ini'];
  expect(plan(...left)).toEqual({ accepted: [], refused: [], ignored: left.length });
});

test('What is in hidden folders is passed over, unless it was the hidden folder that was chosen.', () => {
  const { accepted, ignored } = plan('x/.ipynb_checkpoints/a.txt', 'x/.git/refs/b.txt', '.mine/c/d.jpg');
  expect(accepted.map(({ filename }) => filename)).toEqual(['d.jpg']);
  expect(ignored).toBe(2);
});
