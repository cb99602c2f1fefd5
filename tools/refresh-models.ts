import { refreshModels } from './refresh-models/refresh-models.ts';

process.exitCode = refreshModels(process.argv.slice(2), (text) => process.stdout.write(text));
