import { type ByteStream, piecesOf } from './web-types.ts';

/** One server-sent event. */
export interface ServerSentEvent {
  /** The last id that the stream gave up to here: what `Last-Event-ID` resumes after; '' where none was given. */
  readonly id: string;
  /** `message` where the stream names no type. */
  readonly type: string;
  /** Its data lines joined with line feeds. */
  readonly data: string;
}

/** Turns the text of an event stream, cut anywhere, into events. */
export interface EventParser {
  /** The events that this piece of text completes. */
  push(text: string): ServerSentEvent[];
}

/** A parser for one stream, after the rules of the HTML standard ("interpreting an event stream"). */
export function createEventParser(): EventParser {
  let rest = '';
  let isFirst = true;
  let lastId = '';
  let type = '';
  let data: string[] = [];

  function takeLine(line: string): ServerSentEvent | null {
    if (line === '') {
      const event = data.length === 0 ? null : { id: lastId, type: type || 'message', data: data.join('\n') };
      type = '';
      data = [];
      return event;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    else if (field === 'id' && !value.includes('\u0000')) lastId = value;
    return null;
  }

  return {
    push(text) {
      rest += text;
      if (isFirst && rest !== '') {
        rest = rest.replace(/^\ufeff/, '');
        isFirst = false;
      }
      const events: ServerSentEvent[] = [];
      for (;;) {
        const end = /\r\n|\r|\n/.exec(rest);
        // A carriage return at the very end may be the first half of a line break.
        if (end === null || (end[0] === '\r' && end.index === rest.length - 1)) return events;
        const event = takeLine(rest.slice(0, end.index));
        rest = rest.slice(end.index + end[0].length);
        if (event !== null) events.push(event);
      }
    },
  };
}

// A standard global of Node and of browsers, whose types this package does not have.
declare const TextDecoder: new () => { decode(bytes?: Uint8Array, options?: { stream: boolean }): string };

/** The events of an answer as they arrive. Stopping the loop early cancels the stream. */
export async function* readEvents(stream: ByteStream): AsyncGenerator<ServerSentEvent, void> {
  const decoder = new TextDecoder();
  const parser = createEventParser();
  for await (const piece of piecesOf(stream)) yield* parser.push(decoder.decode(piece, { stream: true }));
}
