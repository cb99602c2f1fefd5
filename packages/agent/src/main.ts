import { runAgentProcess } from './agent-process.ts';

await runAgentProcess(async () => {
  const { createBuiltinTrainer } = await import('./trainers/builtin.ts');
  return { builtin: createBuiltinTrainer({ node: process.execPath, nodeFlags: process.execArgv }) };
});
