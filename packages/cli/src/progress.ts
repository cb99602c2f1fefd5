import type { Io } from './io.ts';

/** One line that changes while something long goes on. */
export interface Progress {
  /** Shows how far it is: `done` of `total` in one unit, and what to say beside the bar. */
  update(done: number, total: number, label: string): void;
  /** A line that stays, above the moving one. */
  log(line: string): void;
  /** Takes the moving line away. */
  end(): void;
}

const barChars = 24;
const redrawMs = 80;
const lineMs = 1000;

/**
 * On a terminal a bar that is drawn over itself; elsewhere plain lines on standard error, one whenever
 * another tenth is done, and none for what is over in a second.
 */
export function createProgress(io: Io): Progress {
  return io.errIsTty && io.env['TERM'] !== 'dumb' ? createBar(io) : createLines(io);
}

function createBar(io: Io): Progress {
  let lastDrawn = Number.NEGATIVE_INFINITY;
  let isShown = false;
  const clear = (): void => {
    if (isShown) io.writeErr('\r\u001b[2K');
    isShown = false;
  };
  return {
    update(done, total, label) {
      const now = io.clock.now();
      if (now - lastDrawn < redrawMs && done < total) return;
      lastDrawn = now;
      const fraction = fractionOf(done, total);
      const filled = Math.round(fraction * barChars);
      const bar = '█'.repeat(filled) + '░'.repeat(barChars - filled);
      const line = `${bar} ${percentOf(fraction)} ${label}`;
      // One character less than the width: a full line would wrap, and could not be drawn over.
      io.writeErr(`\r\u001b[2K${line.slice(0, Math.max(1, io.columns - 1))}`);
      isShown = true;
    },
    log(line) {
      clear();
      io.note(line);
    },
    end: clear,
  };
}

function createLines(io: Io): Progress {
  // What is over in a moment needs no lines.
  let lastPrinted = io.clock.now();
  let lastTenth = 0;
  return {
    update(done, total, label) {
      const fraction = fractionOf(done, total);
      const tenth = Math.floor(fraction * 10);
      const now = io.clock.now();
      if (tenth <= lastTenth || now - lastPrinted < lineMs) return;
      lastTenth = tenth;
      lastPrinted = now;
      io.note(`${percentOf(fraction)} ${label}`);
    },
    log: (line) => io.note(line),
    end: () => undefined,
  };
}

function fractionOf(done: number, total: number): number {
  return total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
}

function percentOf(fraction: number): string {
  return `${Math.floor(fraction * 100)}%`.padStart(4);
}
