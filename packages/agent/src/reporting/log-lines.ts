import { createRedactor, type Replacement } from './redact.ts';

/** Longer lines are cut: a progress bar without line ends, or bytes that are no text. */
const longestLine = 16_384;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours and cursor moves are what is taken out
const terminalCodes = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Turns chunks of one output stream into whole, redacted lines. */
export interface LogLines {
  /** The lines completed by this chunk, without line ends. */
  push(chunk: string): string[];
  /** The rest, which had no line end. */
  end(): string[];
}

/**
 * Lines of one stream. Of a line that was repainted with carriage returns the last state is kept; terminal
 * codes and control characters are taken out.
 */
export function createLogLines(replacements: readonly Replacement[]): LogLines {
  const redactor = createRedactor(replacements);
  let open = '';

  const take = (text: string, isEnd: boolean): string[] => {
    const pieces = (open + text).split('\n');
    open = isEnd ? '' : (pieces.pop() ?? '');
    if (open.length > longestLine) {
      const repainted = lastState(open);
      if (repainted.length > longestLine) {
        pieces.push(open);
        open = '';
      } else {
        open = repainted;
      }
    }
    const lines: string[] = [];
    for (const piece of pieces) {
      const line = lastState(piece).replace(terminalCodes, '');
      if (isEnd && line === '') continue;
      for (let at = 0; at === 0 || at < line.length; at += longestLine) {
        lines.push(line.slice(at, at + longestLine).toWellFormed());
      }
    }
    return lines;
  };

  return {
    push: (chunk) => take(redactor.push(chunk), false),
    end: () => take(redactor.end(), true),
  };
}

/** What a terminal would show of a line with carriage returns: the text painted last. */
function lastState(line: string): string {
  const painted = line.replace(/\r+$/, '');
  return painted.slice(painted.lastIndexOf('\r') + 1);
}
