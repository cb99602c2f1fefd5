// Starts as many of the trainer as it is told, as `accelerate launch` does: each in a session of its own, and all
// end when one of them fails.
import { spawn } from 'node:child_process';

export async function launchRanks(args) {
  const program = process.argv[1];
  const count = Number(args.find((arg) => arg.startsWith('--num_processes='))?.split('=')[1]);
  const rest = args.slice(args.findIndex((arg) => arg.endsWith('run.py')));
  const ranks = Array.from({ length: count }, (_, rank) =>
    spawn(process.execPath, [program, ...rest], {
      env: { ...process.env, RANK: String(rank), LOCAL_RANK: String(rank), WORLD_SIZE: String(count) },
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    }),
  );
  const signalAll = (signal) => {
    for (const { pid, exitCode, signalCode } of ranks) {
      if (exitCode !== null || signalCode !== null) continue;
      try {
        process.kill(-pid, signal);
      } catch {
        // It ended just now.
      }
    }
  };
  let told = null;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      told = signal;
      signalAll(signal);
    });
  }
  let failed = null;
  await Promise.all(
    ranks.map(
      (rank) =>
        new Promise((resolve) => {
          rank.once('exit', (code, signal) => {
            if (code !== 0 && told === null && failed === null) {
              failed = { pid: rank.pid, code, signal };
              signalAll('SIGTERM');
            }
            resolve();
          });
        }),
    ),
  );
  const throws = (text) => {
    process.stderr.write(
      `Traceback (most recent call last):\n  File "<frozen runpy>", line 198, in main\n${text}\n`,
    );
    process.exitCode = 1;
  };
  if (told !== null) {
    throws(
      `torch.distributed.elastic.multiprocessing.api.SignalException: Process ${process.pid} got signal: 2`,
    );
  } else if (failed !== null) {
    const how = failed.signal === null ? 'To enable traceback see: https://pytorch.org' : signalText(failed);
    throws(
      `torch.distributed.elastic.multiprocessing.errors.ChildFailedError: \n=====\nrun.py FAILED\n-----\nRoot Cause (first observed failure):\n  exitcode  : ${failed.code ?? -9} (pid: ${failed.pid})\n  error_file: <N/A>\n  traceback : ${how}\n=====`,
    );
  }
}

function signalText({ signal, pid }) {
  return `Signal ${signal === 'SIGKILL' ? 9 : 6} (${signal}) received by PID ${pid}`;
}
