import { runAgentProcess } from './agent-process.ts';

await runAgentProcess(async (environment) => {
  const { createBuiltinTrainer } = await import('./trainers/builtin.ts');
  const builtin = createBuiltinTrainer({ node: process.execPath, nodeFlags: process.execArgv });
  const { TRAINYARD_AI_TOOLKIT_DIR: directory, TRAINYARD_AI_TOOLKIT_PYTHON: python } = environment;
  if (!directory) return { builtin };
  // It needs a native module, which agents without it do without.
  const { createAiToolkitTrainer } = await import('./trainers/ai-toolkit/ai-toolkit.ts');
  const { readStallLimits } = await import('./trainers/ai-toolkit/stall.ts');
  return {
    builtin,
    'ai-toolkit': createAiToolkitTrainer({
      directory,
      python: python || null,
      environment,
      stallLimits: readStallLimits(environment),
    }),
  };
});
