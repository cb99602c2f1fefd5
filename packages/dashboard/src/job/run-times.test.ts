import { expect, test } from 'vitest';
import { meanSpeed, type TimedRun, trainedMs } from './run-times.ts';

const at = (second: number) => new Date(Date.parse('2030-01-01T00:00:00Z') + second * 1000).toISOString();
const first: TimedRun = { started_at: at(0), ended_at: at(100), resumed_from_step: null, end_step: 120 };
/** A day later, from a checkpoint behind which 20 steps are trained again. */
const second: TimedRun = {
  started_at: at(86_400),
  ended_at: at(86_500),
  resumed_from_step: 100,
  end_step: 180,
};
const waiting: TimedRun = { started_at: null, ended_at: null, resumed_from_step: 180, end_step: 180 };

test('The pause between two runs is no time of training.', () => {
  expect(trainedMs([first, second], 0)).toBe(200_000);
  expect(meanSpeed([first, second])).toBe(1);
});

test('A run that goes on counts up to now in its time, and not in the mean speed.', () => {
  const going = { ...second, ended_at: null };
  expect(trainedMs([first, going], Date.parse(at(86_430)))).toBe(130_000);
  expect(meanSpeed([first, going])).toBe(1.2);
});

test('Runs that never began have neither.', () => {
  expect(trainedMs([waiting], 0)).toBeNull();
  expect(meanSpeed([waiting])).toBeNull();
  expect(meanSpeed([{ ...first, end_step: 0 }])).toBeNull();
});
