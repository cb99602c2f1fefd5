import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Waits for its run where it was started ahead of it. */
const awaitRun = `import { text } from 'node:stream/consumers';
if (process.env.TRAINYARD_AWAIT_RUN === 'stdin') {
  const told = await text(process.stdin);
  if (told === '') process.exit(0);
  process.chdir(JSON.parse(told).folder);
  Object.assign(process.env, JSON.parse(told).variables);
}
`;

/** Says what it was told, and lives on. */
const idle = `${awaitRun}import { writeFileSync } from 'node:fs';
writeFileSync('told.json', JSON.stringify(process.env));
setInterval(() => {}, 1000);
`;

/** Starts a trainer that leaves the session of its agent, and one more process from there. */
const withTrainer = `import { spawn } from 'node:child_process';
${idle}
const forever = 'setInterval(() => {}, 1000)';
const nested = 'require("node:child_process").spawn(process.execPath, ["-e", ' + JSON.stringify(forever) +
  '], { detached: true, stdio: "ignore" }).unref();' + forever;
const env = { TRAINYARD_RUN_ID: process.env.TRAINYARD_RUN_ID };
const child = spawn(process.execPath, ['-e', nested], { detached: true, stdio: 'ignore', env });
writeFileSync('trainer.pid', String(child.pid));
`;

const ending = `process.exitCode = 3;
`;

/** Still starting: it does not look at its input. */
const starting = `setInterval(() => {}, 1000);
`;

const programs = { idle, withTrainer, ending, starting };

/** Writes a program that stands in for the agent, and returns its path. */
export function agentProgram(folder: string, name: keyof typeof programs): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, programs[name]);
  return path;
}
