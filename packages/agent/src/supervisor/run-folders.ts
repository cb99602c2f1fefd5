import { join } from 'node:path';

/** Where everything of one run lies; all inside the run's private folder. */
export interface RunFolders {
  root: string;
  datasets: string;
  output: string;
  /** `output/<job name>`: where the trainer puts checkpoints and samples. */
  jobOutput: string;
  /** Hard links to what is being uploaded, so that the trainer may rotate its own away. */
  staging: string;
  temporary: string;
  configFile: string;
  agentFile: string;
  trainerFile: string;
  logFile: string;
}

/** The layout under `root`. The job's name must be a plain file name. */
export function runFolders(root: string, jobName: string): RunFolders {
  const output = join(root, 'output');
  return {
    root,
    datasets: join(root, 'datasets'),
    output,
    jobOutput: join(output, jobName),
    staging: join(root, 'staging'),
    temporary: join(root, 'tmp'),
    configFile: join(root, 'job_config.json'),
    agentFile: agentFile(root),
    trainerFile: join(root, 'trainer.json'),
    logFile: join(root, 'trainer.log'),
  };
}

/** Where the agent of a run says which process it is. */
export function agentFile(root: string): string {
  return join(root, 'agent.json');
}
