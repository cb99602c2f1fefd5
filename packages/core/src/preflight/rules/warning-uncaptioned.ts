import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import type { DatasetView } from '../job-view.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: null,
  name: 'UNCAPTIONED_MEDIA',
  severity: 'warning',
  title: 'Some media of a dataset have no caption.',
  why: 'They are trained with an empty caption, or the trigger word alone.',
  fix: 'Upload a caption of the same name for each, or set `default_caption`.',
  source: [{ shows: 'how captions are found', file: 'toolkit/dataloader_mixins.py', lines: '129-175' }],
  check({ job, facts, report }) {
    for (const dataset of job.datasets) {
      const found = datasetFactsOf(dataset, facts);
      if (found === null || dataset.block.truthy('default_caption')) continue;
      const { images, videos, uncaptioned } = found.facts;
      const extension = captionExtension(dataset);
      const total = images + videos;
      const missing = Object.hasOwn(uncaptioned, extension)
        ? uncaptioned[extension]
        : { count: total, examples: [] };
      if (missing === undefined || missing.count === 0 || total === 0) continue;
      const all = missing.count >= total;
      // Training a trigger word on pictures without captions is a way to work.
      if (all && (dataset.block.truthy('trigger_word') || job.process.truthy('trigger_word'))) continue;
      const names = missing.examples.slice(0, 10).join(', ');
      report({
        at: all ? dataset.block.at('caption_ext') : dataset.folderAt,
        message: all
          ? `Nothing in the dataset "${found.name}" has a caption that ends in ${extension}.`
          : `${missing.count} of ${total} files in the dataset "${found.name}" have no ${extension} caption${names === '' ? '' : `: ${names}${missing.count > missing.examples.length ? ', …' : ''}`}.`,
        fix: all ? otherExtension(uncaptioned, extension, total) : undefined,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'two captions are missing',
        yaml: exampleJob(),
        facts: exampleFacts({
          datasets: {
            dogs: exampleDataset({ uncaptioned: { '.txt': { count: 2, examples: ['a.jpg', 'b.jpg'] } } }),
          },
        }),
        at: ['config.process[0].datasets[0].folder_path'],
      },
      {
        title: 'captions have another extension',
        yaml: exampleJob({ dataset: 'caption_ext: caption' }),
        at: ['config.process[0].datasets[0].caption_ext'],
      },
    ],
    good: [
      { title: 'all have captions', yaml: exampleJob() },
      {
        title: 'none has, and there is a trigger word',
        yaml: exampleJob({ process: 'trigger_word: sks' }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset({ uncaptioned: {} }) } }),
      },
    ],
  },
});

/** `caption_ext` (or its old name) with a dot; capitals count. */
function captionExtension({ block }: DatasetView): string {
  const own = block.truthy('caption_type') ? block.text('caption_type') : block.text('caption_ext');
  const extension = own === null || own === '' ? '.txt' : own;
  return extension.startsWith('.') ? extension : `.${extension}`;
}

function otherExtension(
  uncaptioned: Readonly<Record<string, { readonly count: number }>>,
  wanted: string,
  total: number,
): string | undefined {
  const other = Object.entries(uncaptioned).find(
    ([extension, { count }]) => extension !== wanted && count < total,
  );
  return other === undefined
    ? undefined
    : `Its captions end in ${other[0]}: set "caption_ext: ${other[0].slice(1)}".`;
}
