/** One paint of the trainer's progress line. */
export interface ProgressLine {
  name: string;
  /** Steps done. */
  step: number;
  totalSteps: number;
  stepsPerSecond: number | null;
  lr: number | null;
  loss: number | null;
}

const bar =
  /([^\r\n|]*?): +\d+%\|[^|\r\n]*\| (\d+)\/(\d+) \[[\d:]+<[\d:?]+, +([\d.]+|\?)(it\/s|s\/it)(?:, ([^\]\r\n]*))?\]/;

/**
 * Reads a progress line, wherever in the text it stands; null where there is none. Bars of downloads, caches
 * and samples look alike: compare the name.
 */
export function readProgressLine(text: string): ProgressLine | null {
  const found = bar.exec(text);
  if (found === null) return null;
  const [, name = '', step, totalSteps, rate, unit, postfix = ''] = found;
  return {
    name,
    step: Number(step),
    totalSteps: Number(totalSteps),
    stepsPerSecond: readRate(rate, unit),
    lr: readValue(postfix, 'lr'),
    loss: readValue(postfix, 'loss'),
  };
}

/** Reads a speed as the control row holds it: `12.34 iter/sec` or `2.50 sec/iter`; null for anything else. */
export function readSpeed(text: string): number | null {
  const found = /^([\d.]+) (iter\/sec|sec\/iter)$/.exec(text.trim());
  return found === null ? null : readRate(found[1], found[2]);
}

function readRate(digits: string | undefined, unit: string | undefined): number | null {
  const value = Number(digits);
  if (!Number.isFinite(value) || value <= 0) return null;
  return unit === 'it/s' || unit === 'iter/sec' ? value : 1 / value;
}

function readValue(postfix: string, name: string): number | null {
  const digits = new RegExp(`(?:^|\\s)${name}: ([-+0-9.eE]+)`).exec(postfix)?.[1];
  const value = Number(digits ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}
