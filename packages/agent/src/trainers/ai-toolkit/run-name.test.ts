import { expect, test } from 'vitest';
import { runNameOf } from './run-name.ts';

const standIn = 'run_LoRA_refiner_t2i_cn';

test.each([
  ['my_lora', '/data/runs/1/output', 'my_lora'],
  ['my_LoRA', '/data/runs/1/output', 'my_LoRA'],
  ['lora', '/data/runs/1/output', 'lora'],
  ['c', '/data/runs/1/output', standIn],
  ['config', '/data/runs/1/output', standIn],
  ['l', '/data/runs/1/output', standIn],
  ['log', '/data/runs/1/output', standIn],
  ['logs', '/data/runs/1/output', standIn],
  ['opt', '/data/runs/1/output', standIn],
  ['samples', '/data/runs/1/output', standIn],
  ['a[b]c', '/data/runs/1/output', standIn],
  ['a b', '/data/runs/1/output', standIn],
  ['my_lora', '/data_cn/runs/1/output', standIn],
  ['my_cn_lora', '/data_cn/runs/1/output', 'my_cn_lora'],
  ['my_lora', '/home/x_LoRA/output', standIn],
])('the job %j in %s runs as %j', (job, folder, run) => {
  expect(runNameOf(job, folder)).toBe(run);
});
