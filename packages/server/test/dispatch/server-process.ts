import { loadSettings } from '../../src/config/load.ts';
import { startServer } from '../../src/start-server.ts';

// A server as a process of its own, so that a test can kill it. Told its data folder, and further flags as JSON; says
// where it listens.
const [dataDir = '', more = '{}'] = process.argv.slice(2);
const flags = { port: '0', dataDir, logLevel: 'error', ...(JSON.parse(more) as object) };
const server = await startServer(loadSettings({ flags, env: {}, file: null }));
process.on('SIGTERM', () => {
  void server.close().then(() => process.disconnect());
});
process.send?.({ url: server.url });
