import { processIo, setExitCode } from './io.ts';
import { run } from './run.ts';

setExitCode(await run(process.argv.slice(2), processIo()));
