/** What the agent process is told by whoever starts it. */
export interface AgentSettings {
  runId: string;
  /** The run's own bearer token. */
  token: string;
  serverUrl: string;
  /** A file that holds the server's current address, read again before every retry; null where there is none. */
  serverUrlFile: string | null;
  /** The private folder of this run; made if it is missing. */
  runFolder: string;
  /** The fencing number that the run had when the agent was started. */
  fence: number;
}

/** Environment variables of the agent, and what each is for. */
const agentVariables = {
  TRAINYARD_RUN_ID: 'id of the run',
  TRAINYARD_RUN_TOKEN: 'token of the run',
  TRAINYARD_SERVER_URL: 'address of the server',
  TRAINYARD_SERVER_URL_FILE: 'file that holds the current address of the server (optional)',
  TRAINYARD_RUN_FOLDER: 'private folder of the run',
  TRAINYARD_FENCE: 'fencing number of the run',
} as const;

/** Reads the settings from an environment. Throws one error that names every fault. */
export function readAgentSettings(env: Readonly<Record<string, string | undefined>>): AgentSettings {
  const faults: string[] = [];
  const required = (name: keyof typeof agentVariables): string => {
    const value = env[name] ?? '';
    if (value === '') faults.push(`${name} (${agentVariables[name]}) is not set`);
    return value;
  };
  const runId = required('TRAINYARD_RUN_ID');
  const token = required('TRAINYARD_RUN_TOKEN');
  const serverUrl = required('TRAINYARD_SERVER_URL');
  const runFolder = required('TRAINYARD_RUN_FOLDER');
  const fence = Number(required('TRAINYARD_FENCE'));
  if (serverUrl !== '' && !/^https?:\/\//.test(serverUrl)) {
    faults.push(`TRAINYARD_SERVER_URL is "${serverUrl}", which is not an http or https address`);
  }
  if (!Number.isSafeInteger(fence)) faults.push('TRAINYARD_FENCE is not a whole number');
  if (faults.length > 0) throw new Error(`The agent cannot start: ${faults.join('; ')}.`);
  return {
    runId,
    token,
    serverUrl,
    serverUrlFile: env['TRAINYARD_SERVER_URL_FILE'] || null,
    runFolder,
    fence,
  };
}
