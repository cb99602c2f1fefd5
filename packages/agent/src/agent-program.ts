import { fileURLToPath } from 'node:url';

/** How to start an agent process: `node [...flags, entry]` with the TRAINYARD_* variables that `settings.ts` reads. */
export interface AgentProgram {
  /** The program's main file. */
  entry: string;
  /** Flags of node that the file needs: none once it is built. */
  nodeFlags: readonly string[];
}

const isSource = import.meta.url.endsWith('.ts');

/** The agent of this installation, built or as source. */
export const agentProgram: AgentProgram = {
  entry: fileURLToPath(new URL(isSource ? './main.ts' : './main.js', import.meta.url)),
  // Absolute, since the flags are handed on to a trainer that runs in another folder.
  nodeFlags: isSource ? ['--conditions=source', '--import', import.meta.resolve('tsx')] : [],
};
