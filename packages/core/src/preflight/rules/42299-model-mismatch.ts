import { exampleFacts, exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';
import { wrongWeights } from '../wrong-weights.ts';

const facts = exampleFacts({ account: { hfToken: true } });
const train = 'noise_scheduler: flowmatch';
const sample = 'sampler: flowmatch';

export default defineRule({
  code: 42299,
  name: 'MODEL_MISMATCH',
  severity: 'error',
  title: '`model.name_or_path` names the weights of another model than `model.arch`.',
  why: 'Files are missing, or the layers have other shapes: loading ends the run, or the first step does.',
  fix: 'Let `arch` and `name_or_path` name the same model.',
  source: [
    { shows: 'one network of Wan', file: 'toolkit/models/wan21/wan21.py', lines: '345-351' },
    {
      shows: 'the image encoder of Wan 2.1 I2V',
      file: 'toolkit/models/wan21/wan21_i2v.py',
      lines: '313-331',
    },
    {
      shows: 'the file of FLUX.2',
      file: 'extensions_built_in/diffusion_models/flux2/flux2_model.py',
      lines: '138-151',
    },
    { shows: 'the older models', file: 'toolkit/stable_diffusion_model.py', lines: '285-940' },
  ],
  check({ job, report }) {
    const path = job.model.text('name_or_path');
    const match = job.match;
    if (path === null || match === null) return;
    const wrong = wrongWeights(match.model, path);
    if (wrong === null) return;
    const arch = job.model.text('arch') ?? match.trainerArch;
    report({
      at: job.model.at('name_or_path'),
      message: `"${path}" ${wrong.holds}, and the architecture ${arch} is ${match.model.title}.`,
      fix:
        wrong.instead === null
          ? undefined
          : `Write "name_or_path: ${wrong.instead}", or the \`arch\` of what you want to train.`,
    });
  },
  examples: {
    bad: [
      {
        title: 'SDXL is to be trained from FLUX.1',
        yaml: exampleJob({ model: 'arch: sdxl\nname_or_path: black-forest-labs/FLUX.1-dev' }),
        facts,
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'the weights make videos from images, and the architecture from text',
        yaml: exampleJob({
          train,
          sample,
          model: 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-I2V-14B-480P-Diffusers',
        }),
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'the original files of Wan, which are laid out otherwise',
        yaml: exampleJob({ train, sample, model: 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-14B' }),
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'another size of FLUX.2',
        yaml: exampleJob({
          train,
          sample,
          model: 'arch: flux2_klein_4b\nname_or_path: black-forest-labs/FLUX.2-klein-4B',
        }),
        at: ['config.process[0].model.name_or_path'],
      },
    ],
    good: [
      {
        title: 'the same model',
        yaml: exampleJob({
          train,
          sample,
          model: 'arch: flux\nname_or_path: black-forest-labs/FLUX.1-dev',
        }),
        facts,
      },
      {
        title: 'Qwen-Image-Edit trained as Qwen-Image, which works without control images',
        yaml: exampleJob({
          train,
          sample,
          model: 'arch: qwen_image\nname_or_path: Qwen/Qwen-Image-Edit-2509',
        }),
      },
      {
        title: 'weights of somebody else',
        yaml: exampleJob({ model: 'arch: sdxl\nname_or_path: somebody/flux-like-xl' }),
      },
    ],
  },
});
