import { runAgentProcess } from './agent-process.ts';
import { createBuiltinTrainer } from './trainers/builtin.ts';

await runAgentProcess((name) =>
  name === 'builtin' ? createBuiltinTrainer({ node: process.execPath, nodeFlags: process.execArgv }) : null,
);
