import { fileURLToPath } from 'node:url';

export const builtApp = fileURLToPath(new URL('dist/', import.meta.url));
