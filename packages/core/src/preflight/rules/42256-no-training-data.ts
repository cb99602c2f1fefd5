import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42256,
  name: 'NO_TRAINING_DATA',
  severity: 'error',
  title: 'A training dataset holds nothing that the trainer can use.',
  why: 'The trainer stops with "no images found" (or videos) as soon as it has loaded the model.',
  fix: 'Upload at least one image or video to the dataset.',
  source: [
    { shows: 'which extensions are looked for', file: 'toolkit/data_loader.py', lines: '428-446' },
    { shows: 'the assertion that ends the run', file: 'toolkit/data_loader.py', lines: '562-573' },
  ],
  fixed: true,
  check({ job, facts, report }) {
    const takesAudio = job.match?.model.trainsOn.audio === true && job.match.model.modality === 'audio';
    for (const dataset of job.datasets) {
      const known = datasetFactsOf(dataset, facts);
      if (known === null || known.facts.status !== 'READY') continue;
      const { images, videos } = known.facts;
      if (takesAudio) {
        report({
          at: dataset.folderAt,
          message: `${job.match?.model.title ?? 'This model'} trains on audio files, and the dataset "${known.name}" holds none.`,
          fix: 'Datasets hold images and videos; choose a model that trains on them.',
        });
      } else if (images === 0 && videos === 0) {
        report({ at: dataset.folderAt, message: `The dataset "${known.name}" holds no image and no video.` });
      }
    }
  },
  examples: {
    bad: [
      {
        title: 'the dataset holds captions only',
        yaml: exampleJob(),
        facts: exampleFacts({ datasets: { dogs: exampleDataset({ images: 0 }) } }),
        at: ['config.process[0].datasets[0].folder_path'],
      },
    ],
    good: [{ title: 'it holds images', yaml: exampleJob() }],
  },
});
