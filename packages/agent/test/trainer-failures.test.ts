import { afterEach, describe, expect, test } from 'vitest';
import { agentProgram } from '../src/index.ts';
import { type Bench, openBench, type Script, scriptedAssignment } from './agent-under-test.ts';

let bench: Bench;
afterEach(() => bench.close());

describe('a trainer that fails', () => {
  test.each<{ what: string; script: Script; end: object; message: RegExp }>([
    {
      what: 'by a signal',
      script: [
        ['progress', 4],
        ['kill', 'SIGKILL'],
      ],
      end: { outcome: 'killed', step: 4, exit_code: null, signal: 'SIGKILL' },
      message: /killed by SIGKILL at step 4 of 10.*memory/,
    },
    {
      what: 'in words that hold a secret and a private path',
      script: [
        ['progress', 1],
        ['fail', 'hf_secret opened nothing'],
        ['exit', 1],
      ],
      end: { outcome: 'failed', step: 1, exit_code: 1 },
      message: /^\[redacted\] opened nothing$/,
    },
    {
      what: 'without a word',
      script: [
        ['err', 'Traceback\nValueError: x'],
        ['exit', 7],
      ],
      end: { outcome: 'failed', exit_code: 7 },
      message: /exit code 7 at step 0 of 10.*\nTraceback\nValueError: x$/,
    },
    {
      what: 'by ending too early',
      script: [['progress', 9], ['finish']],
      end: { outcome: 'failed', step: 9, exit_code: 0 },
      message: /by itself at step 9 of 10/,
    },
    {
      what: 'after printing garbage',
      script: [
        ['raw', 'gar\u0007bage\n{"event":"progress","step":"x"}\n{"event":"\n\u0000{}[]\nnull\n'],
        ['exit', 0],
      ],
      end: { outcome: 'failed', step: 0 },
      message: /garbage\n/,
    },
  ])('$what', async ({ script, end, message }) => {
    bench = await openBench(scriptedAssignment(script, { secrets: { HF_TOKEN: 'hf_secret' } }));
    expect((await bench.startAgent().ended).code).toBe(0);
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', ...end });
    expect(bench.reportsOf('ended')[0]?.message).toMatch(message);
  });

  test('a trainer that this agent does not have fails the run in words', async () => {
    bench = await openBench(scriptedAssignment([], { trainer: 'ai-toolkit' }));
    await bench.startAgent({ entry: agentProgram.entry }).ended;
    expect(bench.server.reports.at(-1)).toMatchObject({
      outcome: 'failed',
      message: 'This agent has no trainer called "ai-toolkit".',
    });
    expect(bench.reportsOf('started')).toEqual([]);
  });
});
