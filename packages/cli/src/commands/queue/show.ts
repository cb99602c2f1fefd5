import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { countOf } from '../../quantities.ts';
import { formatTable } from '../../text-table.ts';
import { describePauses } from './scope-options.ts';

export const command = defineCommand({
  name: 'queue show',
  summary: 'Show what is paused, the GPUs, and which jobs wait for what.',
  args: {},
  options: { json: jsonOption, ...connectionOptions },
  examples: ['queue show', 'queue show --json'],
  async run({ options }, io) {
    const client = connect(options, io);
    const [queue, { gpus }] = await Promise.all([
      client.getQueue({ signal: io.signal }),
      client.listGpus({ signal: io.signal }),
    ]);
    if (options.json) {
      printJson({ ...queue, gpus }, io);
      return exitCodes.done;
    }
    for (const line of describePauses(queue.pauses)) io.print(line);
    if (gpus.length > 0) {
      io.print('');
      io.print(
        formatTable(
          ['GPU', 'STATE', 'JOB', 'ID'],
          gpus.map((gpu) => [`${gpu.gpu_type} ${gpu.gpu_id}`, gpu.state, gpu.job?.name ?? '', gpu.id]),
        ),
      );
    }
    if (queue.waiting.length > 0) {
      io.print('');
      io.print(
        formatTable(
          ['PLACE', 'JOB', 'WANTS', 'WHY IT WAITS'],
          queue.waiting.map((job) => [
            String(job.queue_position),
            job.name,
            job.gpu_count === 1 ? job.gpu_type : `${job.gpu_count} × ${job.gpu_type}`,
            job.waiting_reason,
          ]),
        ),
      );
    }
    const { running, waiting } = queue.others;
    if (running + waiting > 0) {
      io.note(
        `Of other accounts, ${countOf(running, 'job')} ${running === 1 ? 'runs' : 'run'} and ${waiting} ${waiting === 1 ? 'waits' : 'wait'}.`,
      );
    }
    return exitCodes.done;
  },
});
