import type { Readable } from 'node:stream';
import type { Control } from './control.ts';

/** A longer line is no command; its beginning is not kept. */
const maxLineLength = 4096;

/** Passes the commands on a stream to the control, and takes the stream's end for a stop. */
export function readCommands(input: Readable, control: Control): void {
  let rest = '';
  const end = (): void => control.requestStop('the agent is gone (standard input ended)');
  input.setEncoding('utf8');
  input.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLineLength + 1);
    for (const line of lines) if (line.length <= maxLineLength) obey(line, control);
  });
  input.on('end', end);
  input.on('close', end);
  input.on('error', end);
}

function obey(line: string, control: Control): void {
  const command = parseCommand(line);
  if (command === 'stop') control.requestStop('the agent asked for it');
  else if (command === 'save_now') control.requestSave();
  else if (command === 'sample_now') control.requestSample();
}

function parseCommand(line: string): unknown {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null && 'command' in parsed ? parsed.command : undefined;
  } catch {
    return undefined;
  }
}
