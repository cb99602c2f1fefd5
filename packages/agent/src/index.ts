export { type AgentProgram, agentProgram } from './agent-program.ts';
export { folderMark, folderOf } from './artifacts/artifact-folder.ts';
export { type LeftArtifact, leftArtifacts } from './artifacts/left-artifacts.ts';
export { type AwaitedRun, awaitRunVariable } from './await-run.ts';
export { headerLength, parseHeader, SafetensorsError } from './safetensors/header.ts';
export { listProcesses } from './supervisor/list-processes.ts';
export {
  bootId,
  identifyChild,
  identifyProcess,
  isProcessAlive,
  type ProcessIdentity,
} from './supervisor/process-identity.ts';
export { recordedIdentity, recordOf } from './supervisor/process-record.ts';
export { readStat } from './supervisor/process-start.ts';
export { removeControlFoldersOf, runsWithControlFolders } from './trainers/ai-toolkit/control-folder.ts';
export { readRevision } from './trainers/ai-toolkit/revision.ts';
export { installationVariables } from './trainers/ai-toolkit/variables.ts';
