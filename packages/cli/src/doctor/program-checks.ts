import { existsSync } from 'node:fs';
import type { DoctorCheck } from './check.ts';

/** The oldest Node that everything here runs on. */
const minNode = { major: 20, minor: 19 };

/** Checks of Node and of the libraries that decode what people upload. */
export function programChecks(nodeVersion: string): DoctorCheck[] {
  return [
    { name: 'node', run: async () => checkNode(nodeVersion) },
    { name: 'images', run: checkImages },
    { name: 'videos', run: checkVideos },
    { name: 'agent', run: checkAgent },
  ];
}

/** Throws for a Node that is too old. */
export function checkNode(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < minNode.major || (major === minNode.major && minor < minNode.minor)) {
    throw new Error(`This is Node ${version}, but ${minNode.major}.${minNode.minor} or newer is needed.`);
  }
  return `version ${version}`;
}

async function checkImages(): Promise<string> {
  const { default: sharp } = await import('sharp').catch(notInstalled('sharp'));
  const size = { width: 2, height: 2 };
  const png = await sharp({ create: { ...size, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  await sharp(png).raw().toBuffer();
  return `can be decoded (sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips})`;
}

async function checkVideos(): Promise<string> {
  const { default: openMediaInfo } = await import('mediainfo.js').catch(notInstalled('mediainfo.js'));
  const analyzer = await openMediaInfo({ format: 'object' });
  analyzer.close();
  return 'can be read (mediainfo.js)';
}

async function checkAgent(): Promise<string> {
  const { agentProgram } = await import('@trainyard/agent');
  if (!existsSync(agentProgram.entry)) {
    throw new Error(`The agent is not built: ${agentProgram.entry} is missing. Run "npm run build".`);
  }
  return agentProgram.entry;
}

function notInstalled(name: string): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new Error(`${name} cannot be loaded (${reason}). Run "npm ci" on this machine.`, { cause });
  };
}
