import { describe, expect, test } from 'vitest';
import { lint } from '../../src/preflight/lint.ts';
import { namedModels } from '../../src/preflight/models/catalogue.ts';
import { interfaceJob } from './interface-job.ts';

// A config that AI Toolkit's own interface makes trains; refusing one would be wrong.
const cases = namedModels
  .filter(({ model }) => model.modality !== 'audio')
  .flatMap((named) => [
    { name: `${named.variant.name} on images`, named, media: 'images' as const },
    ...(named.model.trainsOn.videos
      ? [{ name: `${named.variant.name} on videos`, named, media: 'videos' as const }]
      : []),
  ]);

describe('the default config of the interface', () => {
  test.each(cases)('for $name is accepted without a word', ({ named, media }) => {
    const { yaml, facts } = interfaceJob(named, media);
    const found = lint(yaml, facts).findings.map(({ code, name, message }) => `${code} ${name}: ${message}`);
    expect(found).toEqual([]);
  });
});
