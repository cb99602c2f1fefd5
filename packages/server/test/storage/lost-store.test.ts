import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { OperatorError } from '../../src/operator-error.ts';
import { startServer } from '../../src/start-server.ts';
import { ApiClient } from '../support/api-client.ts';
import { createTestTokens } from '../support/build-server.ts';
import { databases } from '../support/databases.ts';
import { keepingLogger } from '../support/keeping-logger.ts';
import { tempFolder } from '../support/temp-folder.ts';

for (const dialect of databases) {
  describe(`a disk that is not there when the server starts, on ${dialect.name}`, () => {
    test('is told, and costs no file of a dataset', async () => {
      const dataDir = tempFolder();
      const databaseUrl =
        dialect.name === 'sqlite' ? join(dataDir, 'trainyard.db') : await dialect.createUrl();
      const { byAccount } = await createTestTokens(databaseUrl);
      const flags = { port: '0', dataDir, ...(dialect.name === 'postgres' && { databaseUrl }) };
      const settings = loadSettings({ flags, env: {}, file: null });
      const { logger } = keepingLogger();
      const withServer = async (work: (ada: ApiClient) => Promise<void>) => {
        const server = await startServer(settings, { logger });
        try {
          await work(new ApiClient(server.url, byAccount.ada));
        } finally {
          await server.close();
        }
      };
      let id = '';
      await withServer(async (ada) => {
        id = await ada.readyDataset('dogs', { 'a.txt': 'a dog' });
      });
      const objects = join(dataDir, 'objects');
      renameSync(objects, `${objects}-elsewhere`);
      // The place on which the disk would be mounted.
      mkdirSync(objects);
      const refused = startServer(settings, { logger });
      await expect(refused).rejects.toThrow(OperatorError);
      await expect(refused).rejects.toThrow(/no folder .*objects.files\. Mount the disk/);
      rmSync(objects, { recursive: true });
      renameSync(`${objects}-elsewhere`, objects);
      await withServer(async (ada) => {
        const { body } = await ada.datasetStatus(id);
        expect(body.files).toMatchObject([{ filename: 'a.txt' }]);
      });
    }, 60_000);
  });
}
