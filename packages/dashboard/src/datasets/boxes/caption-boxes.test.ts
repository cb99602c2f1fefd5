import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addBox,
  boxBetween,
  boxesOf,
  labelBox,
  leastSide,
  moveBox,
  placeBox,
  removeBox,
  resizeBox,
  wholeSide,
} from './caption-boxes.ts';

const elements = [
  { type: 'obj', bbox: [100, 200, 300, 400], desc: 'A red fox', extra: 1 },
  { type: 'obj', desc: 'Grass that is everywhere' },
  { type: 'text', bbox: [0, 0, 50, 1000], text: 'OPEN', desc: 'A sign' },
];
const caption = JSON.stringify({
  high_level_description: 'A fox',
  compositional_deconstruction: { background: 'A wood', elements },
});
const place = { top: 1, left: 2, bottom: 30, right: 40 };

test('Boxes are read with their places, kinds and labels; elements without a box have none.', () => {
  expect(boxesOf(caption)).toEqual([
    { element: 0, kind: 'object', label: 'A red fox', top: 100, left: 200, bottom: 300, right: 400 },
    { element: 2, kind: 'text', label: 'OPEN', top: 0, left: 0, bottom: 50, right: 1000 },
  ]);
});

test.each([
  ['plain words', 'a fox on a beach'],
  ['nothing', ''],
  ['broken JSON', '{"compositional_deconstruction": {'],
  ['another object', '{"caption": "a fox"}'],
  ['a list', '[{"bbox": [1, 2, 3, 4]}]'],
  ['elements that are no list', '{"compositional_deconstruction": {"elements": {"bbox": [1, 2, 3, 4]}}}'],
])('A caption of %s has no boxes and is changed by nothing.', (_, text) => {
  expect(boxesOf(text)).toBeNull();
  expect(addBox(text, place)).toBe(text);
});

test.each([[[1, 2, 3]], [[1, 2, 3, '4']], [[1, 2, 3, null]], ['1,2,3,4'], [null]])(
  'What is no box of four numbers is passed over: %j.',
  (bbox) => {
    const text = JSON.stringify({ compositional_deconstruction: { elements: [{ type: 'obj', bbox }] } });
    expect(boxesOf(text)).toEqual([]);
  },
);

test('A box that is placed elsewhere leaves everything else of the caption as it was.', () => {
  const moved = JSON.parse(placeBox(caption, 2, place)) as { compositional_deconstruction: unknown };
  expect(moved).toEqual({
    ...(JSON.parse(caption) as object),
    compositional_deconstruction: {
      background: 'A wood',
      elements: [elements[0], elements[1], { ...elements[2], bbox: [1, 2, 30, 40] }],
    },
  });
});

test('A label goes to the description of an object and to the writing of a text.', () => {
  expect(boxesOf(labelBox(caption, 0, 'A dog'))?.[0]?.label).toBe('A dog');
  expect(boxesOf(labelBox(caption, 2, 'SHUT'))?.[1]?.label).toBe('SHUT');
  expect(labelBox(caption, 2, 'SHUT')).toContain('"desc":"A sign"');
});

test('A box is added at the end, and removed with its element.', () => {
  const more = addBox(caption, place);
  expect(boxesOf(more)?.at(-1)).toEqual({ element: 3, kind: 'object', label: '', ...place });
  expect(removeBox(more, 3)).toBe(caption);
  expect(boxesOf(removeBox(caption, 0))?.map(({ element }) => element)).toEqual([1]);
});

test('A caption laid out in lines stays so.', () => {
  const lines = JSON.stringify(JSON.parse(caption), null, 2);
  expect(removeBox(addBox(lines, place), 3)).toBe(lines);
});

const coordinate = fc.double({ min: -3_000, max: 3_000, noNaN: true });
const corner = fc.record({ x: coordinate, y: coordinate });

test('Whatever is drawn, moved or resized is a box of whole numbers within the picture, large enough to hold.', () => {
  fc.assert(
    fc.property(corner, corner, corner, (one, other, by) => {
      const drawn = boxBetween(one, other);
      const moved = moveBox(drawn, by);
      for (const box of [drawn, moved, resizeBox(drawn, by)]) {
        for (const side of Object.values(box)) expect(Number.isInteger(side)).toBe(true);
        expect(Math.min(box.top, box.left)).toBeGreaterThanOrEqual(0);
        expect(Math.max(box.bottom, box.right)).toBeLessThanOrEqual(wholeSide);
        expect(Math.min(box.bottom - box.top, box.right - box.left)).toBeGreaterThanOrEqual(leastSide);
      }
      expect(moved.right - moved.left).toBe(drawn.right - drawn.left);
      expect(moved.bottom - moved.top).toBe(drawn.bottom - drawn.top);
    }),
  );
});
