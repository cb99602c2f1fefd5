import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEventParser, readEvents, type ServerSentEvent } from './event-stream.ts';

function parse(...pieces: string[]): ServerSentEvent[] {
  const parser = createEventParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

function streamOf(bytes: Uint8Array, pieceBytes: number) {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += pieceBytes)
        controller.enqueue(bytes.slice(at, at + pieceBytes));
      controller.close();
    },
  });
}

describe('the event stream parser', () => {
  test.for([
    ['data: a\n\n', [{ id: '', type: 'message', data: 'a' }]],
    ['data:a\r\n\r\n', [{ id: '', type: 'message', data: 'a' }]],
    ['data: a\rdata: b\r\r\n', [{ id: '', type: 'message', data: 'a\nb' }]],
    ['event: progress\nid: 7\ndata: {"step":1}\n\n', [{ id: '7', type: 'progress', data: '{"step":1}' }]],
    [': keep-alive\n\n', []],
    ['event: progress\n\n', []],
    ['data\n\n', [{ id: '', type: 'message', data: '' }]],
    ['data:  two spaces\n\n', [{ id: '', type: 'message', data: ' two spaces' }]],
    ['\ufeffdata: a\n\n', [{ id: '', type: 'message', data: 'a' }]],
    ['unknown: x\nretry: 10\ndata: a\n\n', [{ id: '', type: 'message', data: 'a' }]],
    ['data: cut off\n', []],
    ['id: a\u0000b\ndata: a\n\n', [{ id: '', type: 'message', data: 'a' }]],
  ] as const)('reads %j', ([text, events]) => {
    expect(parse(text)).toEqual(events);
  });

  test('keeps the id for later events, and the type only for its own', () => {
    expect(parse('id: 1\nevent: a\ndata: x\n\ndata: y\n\nid\ndata: z\n\n')).toEqual([
      { id: '1', type: 'a', data: 'x' },
      { id: '1', type: 'message', data: 'y' },
      { id: '', type: 'message', data: 'z' },
    ]);
  });

  test('gives the same events wherever the text is cut', () => {
    const line = fc.constantFrom(
      'data: a',
      'data:b:c',
      'event: e',
      'id: 3',
      ': note',
      '',
      '',
      'data',
      'x: y',
    );
    const ending = fc.constantFrom('\n', '\r', '\r\n');
    const text = fc
      .array(fc.tuple(line, ending), { maxLength: 20 })
      .map((lines) => `${lines.flat().join('')}\n`);
    fc.assert(
      fc.property(text, fc.array(fc.nat(30)), (whole, cuts) => {
        const places = [...new Set([0, ...cuts.filter((cut) => cut < whole.length)])].sort((a, b) => a - b);
        const pieces = places.map((place, index) => whole.slice(place, places[index + 1]));
        expect(parse(...pieces)).toEqual(parse(whole));
      }),
    );
  });
});

describe('readEvents', () => {
  test.for([1, 2, 5, 1000])(
    'puts characters together that arrive in pieces of %i bytes',
    async (pieceBytes) => {
      const bytes = new TextEncoder().encode('data: größe 🐕\n\ndata: b\n\n');
      const events: string[] = [];
      for await (const event of readEvents(streamOf(bytes, pieceBytes))) events.push(event.data);
      expect(events).toEqual(['größe 🐕', 'b']);
    },
  );

  test('cancels the stream when the reader stops early', async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('data: a\n\n'));
      },
      cancel() {
        cancelled = true;
      },
    });
    for await (const event of readEvents(stream)) {
      expect(event.data).toBe('a');
      break;
    }
    expect(cancelled).toBe(true);
  });
});
