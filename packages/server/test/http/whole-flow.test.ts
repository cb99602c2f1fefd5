import { describe, expect, onTestFinished, test } from 'vitest';
import { buildServer, picture } from '../support/build-server.ts';
import { databases } from '../support/databases.ts';
import { trainConfig } from '../support/train-config.ts';

for (const dialect of databases) {
  describe(`the whole flow on ${dialect.name}`, () => {
    test('a dataset is uploaded, a job trains on it, and its artifacts come back over links', async () => {
      const server = await buildServer(
        dialect.name === 'postgres' ? { databaseUrl: await dialect.createUrl() } : {},
      );
      onTestFinished(() => server.close());
      const ada = server.as('ada');
      await ada.readyDataset('dogs', { 'a.jpg': picture, 'b.jpg': picture, 'a.txt': 'a dog' });
      const id = await ada.submitted(trainConfig({ name: 'dogs_lora', dataset: 'dogs' }));
      const ended = await ada.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED');
      expect(ended.body).toMatchObject({
        id,
        name: 'dogs_lora',
        status: 'STOPPED',
        error: null,
        progress: { current_step: 10, total_steps: 10, percent: 100 },
        queue_position: null,
        phase: null,
      });
      const { artifacts } = (await ada.job(id, 'GET', 'result')).body;
      expect(artifacts.checkpoints.map((one: { step: number }) => one.step)).toEqual([5, 10]);
      expect(artifacts.samples.length).toBeGreaterThan(0);
      expect(artifacts.config.path).toMatch(/^http/);
      for (const { path, size_bytes } of artifacts.checkpoints) {
        const answer = await fetch(path);
        expect(answer.status).toBe(200);
        expect((await answer.arrayBuffer()).byteLength).toBe(size_bytes);
      }
    }, 60_000);
  });
}
