export { createTokens, type TokenInfo, type Tokens } from './accounts/tokens.ts';
export { type Clock, systemClock } from './clock.ts';
export { type DataDir, openDataDir } from './config/data-dir.ts';
export { loadSettings, type SettingSources, SettingsError } from './config/load.ts';
export { migrate } from './db/migrate.ts';
export { type Db, openDatabase } from './db/open.ts';
export { OperatorError } from './operator-error.ts';
export { type RunningServer, startServer } from './start-server.ts';
