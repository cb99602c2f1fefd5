import { describe, expect, test } from 'vitest';
import { type ExampleParts, exampleDataset, exampleFacts, exampleJob } from '../../src/preflight/example.ts';
import type { Facts } from '../../src/preflight/facts.ts';
import { lint } from '../../src/preflight/lint.ts';

// Cases at the edges of the catalogue's rules, beyond the examples that stand in the rules themselves.

const flux = 'arch: flux\nname_or_path: black-forest-labs/FLUX.1-dev\nquantize: true';
const flux2 = 'arch: flux2\nname_or_path: black-forest-labs/FLUX.2-dev\nquantize: true';
const wan = 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers';
const wan22 = 'arch: wan22_14b:t2v\nname_or_path: ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16';
const wanI2v = 'arch: wan21_i2v:14b480p\nname_or_path: Wan-AI/Wan2.1-I2V-14B-480P-Diffusers';
const qwenEdit = 'arch: qwen_image_edit\nname_or_path: Qwen/Qwen-Image-Edit';
const qwenPlus = 'arch: qwen_image_edit_plus:2511\nname_or_path: Qwen/Qwen-Image-Edit-2511';
const ltx = 'arch: ltx2\nname_or_path: Lightricks/LTX-2';
const image = '/app/ai-toolkit/datasets/edges/1.png';
const none = { count: 0, examples: [] };

const images = exampleDataset();
const videos = exampleDataset({ images: 0, videos: 10 });
const facts = (changes: Partial<Pick<Facts, 'datasets' | 'pairings'>> = {}) =>
  exampleFacts({
    datasets: { dogs: images, edges: images },
    pairings: { 'dogs/edges': { missing: none, several: none } },
    files: { 'edges/1.png': true },
    account: { hfToken: true },
    ...changes,
  });
const withVideos = facts({ datasets: { dogs: videos, edges: images } });
const withoutToken: Facts = { ...facts(), account: { hfToken: false } };

interface Case extends ExampleParts {
  readonly what: string;
  readonly known?: Facts;
  readonly found: boolean;
}

function check(code: number, cases: readonly Case[]): void {
  describe(String(code), () => {
    test.each(cases)('$what: $found', ({ what: _, known, found, ...parts }) => {
      const codes = lint(exampleJob(parts), known ?? facts()).findings.map((finding) => finding.code);
      expect(codes.includes(code)).toBe(found);
    });
  });
}

check(42253, [
  { what: 'job null', top: 'job:', found: true },
  { what: 'metadata that is no mapping', top: 'job: extension\nmeta: 1', found: false },
  { what: 'an indented key that fits nowhere', train: 'lr: 1e-4\n dtype: bf16', found: true },
  { what: 'a colon in an unquoted prompt', sample: 'prompts:\n  - a dog: happy: very', found: true },
]);

check(42254, [
  { what: 'two slashes', dataset: 'folder_path: /app/ai-toolkit//datasets/dogs//', found: false },
  { what: 'no name', dataset: 'folder_path: /app/ai-toolkit/datasets/', found: true },
  { what: 'another case', dataset: 'folder_path: /app/ai-toolkit/datasets/Dogs', found: true },
  { what: 'a way up', dataset: 'folder_path: /app/ai-toolkit/datasets/../dogs', found: true },
  { what: 'null', dataset: 'folder_path: null', found: true },
  {
    what: 'dataset_path in its place',
    dataset: 'folder_path: null\ndataset_path: /app/ai-toolkit/datasets/dogs',
    found: false,
  },
  {
    what: 'dataset_path wins over a bad folder_path',
    dataset: 'folder_path: /x\ndataset_path: /app/ai-toolkit/datasets/dogs',
    found: false,
  },
  {
    what: 'an unknown control dataset',
    dataset: 'control_path_2: /app/ai-toolkit/datasets/nothing',
    found: true,
  },
  { what: 'an empty control path', dataset: 'control_path: ""', found: false },
  { what: 'an unknown mask dataset', dataset: 'mask_path: /app/ai-toolkit/datasets/nothing', found: true },
  {
    what: 'a control image of an unknown dataset',
    model: qwenPlus,
    dataset: 'control_path: /app/ai-toolkit/datasets/edges',
    sample: 'samples:\n  - prompt: a\n    ctrl_img: /app/ai-toolkit/datasets/nothing/1.png',
    found: true,
  },
]);

check(42257, [
  {
    what: 'a variable in place of a token',
    model: flux,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text that a user wrote
    process: 'hf_token: ${HF_TOKEN}',
    known: withoutToken,
    found: true,
  },
  {
    what: 'a file of the repository',
    model: 'arch: flux\nname_or_path: black-forest-labs/FLUX.1-dev/flux1-dev.safetensors',
    known: withoutToken,
    found: true,
  },
  {
    what: 'other capitals',
    model: 'arch: flux\nname_or_path: Black-Forest-Labs/flux.1-DEV',
    known: withoutToken,
    found: true,
  },
  {
    what: 'schnell',
    model: 'arch: flux\nname_or_path: black-forest-labs/FLUX.1-schnell',
    known: withoutToken,
    found: true,
  },
  {
    what: 'klein 9B',
    model: 'arch: flux2_klein_9b\nname_or_path: black-forest-labs/FLUX.2-klein-base-9B',
    known: withoutToken,
    found: true,
  },
  {
    what: 'klein 4B',
    model: 'arch: flux2_klein_4b\nname_or_path: black-forest-labs/FLUX.2-klein-base-4B',
    known: withoutToken,
    found: false,
  },
  {
    what: 'Kontext',
    model: 'arch: flux_kontext\nname_or_path: black-forest-labs/FLUX.1-Kontext-dev',
    sample: null,
    known: withoutToken,
    found: true,
  },
  {
    what: 'Chroma',
    model: 'arch: chroma\nname_or_path: lodestones/Chroma1-Base',
    known: withoutToken,
    found: false,
  },
  {
    what: 'a derivative elsewhere',
    model: 'arch: flux\nname_or_path: me/flux-dev-copy',
    known: withoutToken,
    found: false,
  },
  { what: 'a token under model', model: `${flux}\nhf_token: hf_x`, known: withoutToken, found: false },
  { what: 'a blank token', model: `${flux}\nhf_token: "  "`, known: withoutToken, found: true },
  { what: 'SDXL', known: withoutToken, found: false },
  ...['FLUX.1-Canny-dev', 'FLUX.1-Depth-dev-lora', 'FLUX.1-Fill-dev', 'FLUX.1-Redux-dev'].map((name) => ({
    what: name,
    model: `arch: flux\nname_or_path: black-forest-labs/${name}`,
    known: withoutToken,
    found: true,
  })),
  ...['lora_path', 'assistant_lora_path', 'vae_path', 'te_name_or_path', 'refiner_name_or_path'].map(
    (key) => ({
      what: `${key} of a model that is open`,
      model: `arch: flux\nname_or_path: ostris/Flex.1-alpha\n${key}: black-forest-labs/FLUX.1-Depth-dev-lora`,
      known: withoutToken,
      found: true,
    }),
  ),
  {
    what: 'an adapter that assists',
    train: 'adapter_assist_name_or_path: black-forest-labs/FLUX.1-Canny-dev',
    known: withoutToken,
    found: true,
  },
  {
    what: 'the image encoder of an adapter',
    process: 'adapter:\n  type: redux\n  image_encoder_path: black-forest-labs/FLUX.1-Redux-dev',
    known: withoutToken,
    found: true,
  },
  {
    what: 'the image encoder of an adapter that has none',
    process: 'adapter:\n  type: control_lora\n  image_encoder_path: black-forest-labs/FLUX.1-Redux-dev',
    known: withoutToken,
    found: false,
  },
  {
    what: 'a LoRA to start from, which is looked for on disk alone',
    network: 'pretrained_lora_path: black-forest-labs/FLUX.1-Depth-dev-lora',
    known: withoutToken,
    found: false,
  },
]);

check(42258, [
  { what: 'just below', model: flux2, train: 'batch_size: 5', dataset: 'resolution: 1100', found: false },
  {
    what: 'exactly six',
    model: flux2,
    train: 'batch_size: 6',
    dataset: 'resolution: [512, 1024]',
    found: true,
  },
  {
    what: 'the default resolution',
    model: flux2,
    train: 'batch_size: 24',
    dataset: 'resolution: 512',
    found: true,
  },
  { what: 'one large image', model: flux2, dataset: 'resolution: 2560', found: true },
  {
    what: 'the dataset wants less',
    model: flux2,
    train: 'batch_size: 8',
    dataset: 'resolution: 1024\nbatch_size: 1',
    found: false,
  },
  {
    what: 'klein 9B',
    model: 'arch: flux2_klein_9b\nname_or_path: black-forest-labs/FLUX.2-klein-base-9B',
    train: 'batch_size: 8',
    dataset: 'resolution: 1024',
    found: false,
  },
  { what: 'FLUX.1', model: flux, train: 'batch_size: 7', dataset: 'resolution: 1024', found: false },
]);

check(42259, [
  { what: 'an empty control path', model: qwenEdit, dataset: 'control_path: ""', found: true },
  {
    what: 'null in all three',
    model: qwenPlus,
    dataset: 'control_path_1: null\ncontrol_path_2: null\ncontrol_path_3: null',
    found: true,
  },
  {
    what: 'an inpainting control does not count',
    model: qwenPlus,
    dataset: 'controls: [inpaint]',
    found: true,
  },
  { what: 'a pose made by the trainer', model: qwenPlus, dataset: 'controls: pose', found: false },
  {
    what: 'a list of folders',
    model: qwenPlus,
    dataset: 'control_path:\n  - /app/ai-toolkit/datasets/edges',
    found: false,
  },
  {
    what: 'several partners for plus',
    model: qwenPlus,
    dataset: 'control_path: /app/ai-toolkit/datasets/edges',
    known: facts({
      pairings: { 'dogs/edges': { missing: none, several: { count: 3, examples: ['a.jpg'] } } },
    }),
    found: false,
  },
  { what: 'Qwen-Image itself', model: 'arch: qwen_image\nname_or_path: Qwen/Qwen-Image', found: false },
  {
    what: 'Kontext trains without',
    model: 'arch: flux_kontext\nname_or_path: black-forest-labs/FLUX.1-Kontext-dev',
    found: false,
  },
]);

const folders = (count: number) =>
  `control_path:\n${Array.from({ length: count }, (_, index) => `  - /app/ai-toolkit/datasets/edges${index}`).join('\n')}`;
const fourEdges = facts({
  datasets: Object.fromEntries(
    ['dogs', 'edges0', 'edges1', 'edges2', 'edges3'].map((name) => [name, images]),
  ),
  pairings: {
    'dogs/edges0/edges1/edges2': { missing: none, several: none },
    'dogs/edges0/edges1/edges2/edges3': { missing: none, several: none },
  },
});
check(42259, [
  { what: 'three folders for plus', model: qwenPlus, dataset: folders(3), known: fourEdges, found: false },
  { what: 'four folders for plus', model: qwenPlus, dataset: folders(4), known: fourEdges, found: true },
]);

check(42260, [
  { what: 'prompts that are one text', model: qwenEdit, sample: 'prompts: a dog', found: true },
  { what: 'prompts that are a blank text', model: qwenEdit, sample: 'prompts: " "', found: false },
  { what: 'a number for a prompt', model: qwenEdit, sample: 'samples: [{prompt: 5}]', found: true },
  { what: 'a boolean for a prompt', model: qwenEdit, sample: 'samples: [{prompt: true}]', found: true },
  { what: 'a number in the older list', model: qwenEdit, sample: 'prompts: [5]', found: true },
  { what: 'a sample that is a text', model: qwenEdit, sample: 'samples: [a dog]', found: true },
  { what: 'a sample that is a number', model: qwenEdit, sample: 'samples: [5]', found: true },
  { what: 'samples that are one text', model: qwenEdit, sample: 'samples: a dog', found: true },
  { what: 'a sample that is null', model: qwenEdit, sample: 'samples: [null]', found: false },
  {
    what: 'samples that are null beside prompts',
    model: qwenEdit,
    sample: 'samples: null\nprompts: [a dog]',
    found: true,
  },
  {
    what: 'a text with its image as an option',
    model: qwenEdit,
    sample: `samples: ["a dog --ctrl_img ${image}"]`,
    found: false,
  },
  { what: 'an empty prompt is drawn too', model: qwenEdit, sample: 'samples:\n  - prompt: ""', found: true },
  { what: 'no prompt, no sample', model: qwenEdit, sample: 'samples:\n  - width: 512', found: false },
  { what: 'no samples', model: qwenEdit, sample: 'samples: []', found: false },
  {
    what: 'an empty image',
    model: qwenEdit,
    sample: 'samples:\n  - prompt: a\n    ctrl_img: ""',
    found: true,
  },
  {
    what: 'the third image for plus',
    model: qwenPlus,
    sample: `samples:\n  - prompt: a\n    ctrl_img_3: ${image}`,
    found: false,
  },
  {
    what: 'one of two without',
    model: qwenPlus,
    sample: `samples:\n  - prompt: a\n    ctrl_img: ${image}\n  - prompt: b`,
    found: true,
  },
  {
    what: 'sampling so rarely that only the last remains',
    model: qwenEdit,
    sample: 'samples:\n  - prompt: a\nsample_every: 100000',
    train: 'skip_first_sample: true',
    found: true,
  },
  {
    what: 'sampling off',
    model: qwenEdit,
    sample: 'samples:\n  - prompt: a',
    train: 'disable_sampling: yes',
    found: false,
  },
  {
    what: 'a video as image',
    model: qwenEdit,
    sample: 'samples:\n  - prompt: a\n    ctrl_img: /app/ai-toolkit/datasets/edges/1.mp4',
    found: true,
  },
]);

check(42261, [
  {
    what: 'the second image does not count',
    model: wanI2v,
    sample: `samples:\n  - prompt: a\n    ctrl_img_2: ${image}`,
    found: true,
  },
  {
    what: 'an image in the prompt',
    model: wanI2v,
    sample: `samples:\n  - prompt: a --ctrl_img ${image}`,
    found: false,
  },
  { what: 'text to video', model: wan, sample: 'samples:\n  - prompt: a', found: false },
  {
    what: 'LTX with do_i2v',
    model: ltx,
    dataset: 'do_i2v: true',
    sample: 'samples:\n  - prompt: a',
    found: false,
  },
]);

check(42263, [
  {
    what: 'cached in memory only',
    model: wan,
    dataset: 'num_frames: 41\ncache_latents: true',
    known: withVideos,
    found: false,
  },
  { what: 'one frame', model: wan, dataset: 'num_frames: 1\ncache_latents_to_disk: true', found: false },
  {
    what: 'two frames',
    model: wan,
    dataset: 'num_frames: 2\ncache_latents_to_disk: true',
    known: withVideos,
    found: true,
  },
  {
    what: 'off in other words',
    model: wan,
    dataset: 'num_frames: 41\ncache_latents_to_disk: off',
    known: withVideos,
    found: false,
  },
  {
    what: 'LTX-2',
    model: ltx,
    dataset: 'num_frames: 49\ncache_latents_to_disk: true',
    known: withVideos,
    found: true,
  },
]);

check(42264, [
  {
    what: 'a word that is false',
    train: 'diff_output_preservation: true',
    process: 'trigger_word: false',
    found: true,
  },
  { what: 'null', train: 'diff_output_preservation: true', process: 'trigger_word: null', found: true },
  {
    what: 'blank everywhere',
    train: 'diff_output_preservation: true',
    process: 'trigger_word: ""',
    dataset: 'trigger_word: " "',
    found: true,
  },
  {
    what: 'a dataset has one though the process is blank',
    train: 'diff_output_preservation: true',
    process: 'trigger_word: ""',
    dataset: 'trigger_word: sks',
    found: false,
  },
  { what: 'off', train: 'diff_output_preservation: no', found: false },
]);

check(42265, [
  { what: 'null frames', model: wan, dataset: 'num_frames: null', known: withVideos, found: true },
  { what: 'zero frames', model: wan, dataset: 'num_frames: 0', known: withVideos, found: true },
  { what: 'two frames', model: wan, dataset: 'num_frames: 2', known: withVideos, found: false },
  { what: 'an image model', known: withVideos, found: true },
]);

check(42266, [
  { what: 'auto_frame_count alone', model: wan, dataset: 'auto_frame_count: true', found: false },
  {
    what: 'auto_frame_count and frames',
    model: wan,
    dataset: 'auto_frame_count: true\nnum_frames: 41',
    found: true,
  },
]);

check(42268, [
  { what: 'images in a batch', model: ltx, train: 'batch_size: 4', found: false },
  {
    what: 'LTX-2.3',
    model: 'arch: ltx2.3\nname_or_path: Lightricks/LTX-2.3/ltx-2.3-22b-dev.safetensors',
    train: 'batch_size: 2',
    dataset: 'num_frames: 49',
    known: withVideos,
    found: true,
  },
  {
    what: 'Wan',
    model: wan,
    train: 'batch_size: 2',
    dataset: 'num_frames: 41',
    known: withVideos,
    found: false,
  },
]);

check(42270, [
  { what: 'null is off', model: flux, train: 'gradient_checkpointing:', found: true },
  { what: 'zero is off', model: flux, train: 'gradient_checkpointing: 0', found: true },
  { what: 'a text is on', model: flux, train: 'gradient_checkpointing: "false"', found: false },
  {
    what: 'klein 4B',
    model: 'arch: flux2_klein_4b\nname_or_path: black-forest-labs/FLUX.2-klein-base-4B',
    train: 'gradient_checkpointing: false',
    found: false,
  },
  {
    what: 'klein 9B',
    model: 'arch: flux2_klein_9b\nname_or_path: black-forest-labs/FLUX.2-klein-base-9B',
    train: 'gradient_checkpointing: false',
    found: true,
  },
  {
    what: 'Z-Image',
    model: 'arch: zimage\nname_or_path: Tongyi-MAI/Z-Image',
    train: 'gradient_checkpointing: false',
    found: false,
  },
  { what: 'a video model', model: wan22, train: 'gradient_checkpointing: false', found: false },
  {
    what: 'Flex.1',
    model: 'arch: flex1\nname_or_path: ostris/Flex.1-alpha',
    train: 'gradient_checkpointing: false',
    found: true,
  },
  {
    what: 'SD 3.5 large',
    model: 'arch: sd3\nname_or_path: stabilityai/stable-diffusion-3.5-large',
    train: 'gradient_checkpointing: false',
    found: true,
  },
]);

check(42272, [
  {
    what: 'exactly at both limits',
    model: wan22,
    dataset: 'num_frames: 81\nresolution: 768',
    known: withVideos,
    found: false,
  },
  {
    what: 'one pixel more',
    model: wan22,
    dataset: 'num_frames: 81\nresolution: [512, 769]',
    known: withVideos,
    found: true,
  },
  {
    what: 'one frame less',
    model: wan22,
    dataset: 'num_frames: 80\nresolution: 1024',
    train: 'batch_size: 4',
    known: withVideos,
    found: false,
  },
  {
    what: 'image to video',
    model: 'arch: wan22_14b_i2v\nname_or_path: ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16',
    sample: null,
    dataset: 'num_frames: 121\nbatch_size: 2',
    known: withVideos,
    found: true,
  },
  {
    what: 'Wan 2.1',
    model: wan,
    dataset: 'num_frames: 81\nresolution: 1024',
    known: withVideos,
    found: false,
  },
]);

check(42274, [
  { what: '1.e-4', train: 'lr: 1.e-4', found: false },
  { what: '5E-5', train: 'lr: 5E-5', found: false },
  { what: '.0001', train: 'lr: .0001', found: false },
  { what: '1_0e-5', train: 'lr: 1_0e-5', found: false },
  { what: '1e-400, which is 0', train: 'lr: 1e-400', found: true },
  { what: '1e400, which is infinite', train: 'lr: 1e400', found: true },
  { what: 'not a number', train: 'lr: .nan', found: true },
  { what: 'a comma', train: 'lr: 0,0001', found: true },
  { what: 'a list', train: 'lr: [1e-4]', found: true },
  { what: 'no train block', train: null, found: true },
]);

check(42298, [
  { what: 'a path in quotes', model: 'name_or_path: "~/models/x"', found: true },
  { what: 'a file: address', model: 'name_or_path: file:///etc/passwd', found: true },
  {
    what: 'a page of Hugging Face',
    model: 'name_or_path: https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0',
    found: false,
  },
  { what: 'a VAE elsewhere on the disk', model: 'vae_path: /mnt/vae', found: true },
  { what: 'a recovery adapter on the disk', model: 'qtype: uint3|/mnt/adapter.safetensors', found: true },
  {
    what: 'a component of a model on the disk',
    model: 'model_paths: {transformer: /mnt/x.safetensors}',
    found: true,
  },
  { what: 'LoRA weights on the disk', network: 'pretrained_lora_path: /mnt/x.safetensors', found: true },
  { what: 'a negative prompt that is a file', train: 'negative_prompt: /etc/passwd', found: true },
  { what: 'a negative prompt with a slash', train: 'negative_prompt: blurry / ugly', found: false },
  {
    what: 'a relative control image',
    sample: 'samples:\n  - prompt: a\n    ctrl_img: images/1.png',
    found: true,
  },
  {
    what: 'a control image in prompts that are one text',
    sample: 'prompts: "x --ctrl_img /etc/passwd"',
    found: true,
  },
  {
    what: 'a control image in a sample that is a text',
    sample: 'samples: ["x --ctrl_img /etc/passwd"]',
    found: true,
  },
  {
    what: 'a control image in a first sample that is a text',
    process: 'first_sample: {samples: ["x --ctrl_img /etc/passwd"]}',
    found: true,
  },
  {
    what: 'a control image in a prompt beside samples that are null',
    sample: 'samples: null\nprompts: ["x --ctrl_img /etc/passwd"]',
    found: true,
  },
  {
    what: 'a control image in a prompt beside an empty list of samples, which is not drawn',
    sample: 'samples: []\nprompts: ["x --ctrl_img /etc/passwd"]',
    found: false,
  },
  {
    what: 'a validation image on the disk',
    train: 'validation_config: {validation_items: [{image_path: /mnt/1.png}]}',
    found: true,
  },
]);
