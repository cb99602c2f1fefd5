export { type AgentProgram, agentProgram } from './agent-program.ts';
export { type AwaitedRun, awaitRunVariable } from './await-run.ts';
export type { AgentRecord } from './supervisor/agent-lock.ts';
export type { TrainerRecord } from './supervisor/trainer-process.ts';
export { installationVariables } from './trainers/ai-toolkit/variables.ts';
