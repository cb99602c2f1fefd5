import type { ErrorEntry } from './entry.ts';

const onSubmit =
  '`POST /prod/v1/trainers/ai-toolkit/jobs`, and wherever the config is checked again: edit, resume and validate.';

const onCaptioning = `${onSubmit} Also \`POST /prod/v1/trainers/datasets/{dataset_id}/captionings\`, for the dataset and the model of a captioning.`;

/** Numbered errors that come from what a config says, and from the datasets that it names. */
export const configErrors = [
  {
    code: 42253,
    name: 'INVALID_YAML',
    meaning: '`config_file` is not YAML, or not the YAML of a training config.',
    where: onSubmit,
    fixes: [
      'Check the file before sending it: `trainyard lint config.yaml`; the message names line and column.',
      'Send the YAML text as a JSON string, with its line breaks and quotation marks escaped as JSON wants it.',
      'The file is a mapping with `job`, `config`, and at least one entry in `config.process`.',
    ],
    retry: 'after-change',
  },
  {
    code: 42254,
    name: 'DATASET_NOT_FOUND',
    meaning: 'The config names a dataset that the account does not have.',
    where: onSubmit,
    fixes: [
      'Write `/app/ai-toolkit/datasets/{dataset_name}`, where the last part is the `name` of the dataset and not its `id`.',
      'List the datasets of the account with `GET /prod/v1/trainers/datasets`.',
    ],
    retry: 'after-change',
  },
  {
    code: 42255,
    name: 'DATASET_NOT_READY',
    meaning: 'The config names a dataset whose status is not `READY`.',
    where: onCaptioning,
    fixes: [
      'Poll `GET /prod/v1/trainers/datasets/{dataset_id}/status` until it is `READY`, then send the request again.',
      'If it is `FAILED`, read its `error`, repair the files, and upload them to a new dataset.',
    ],
    retry: 'later',
  },
  {
    code: 42256,
    name: 'NO_TRAINING_DATA',
    meaning: 'The dataset holds no file that can be trained on.',
    where: onSubmit,
    fixes: [
      'Put at least one image or video of a supported type into the dataset; captions alone are not enough.',
      'Correct types and names, upload again, and wait until the dataset is `READY`.',
    ],
    retry: 'after-change',
  },
  {
    code: 42257,
    name: 'FLUX_HF_TOKEN_REQUIRED',
    meaning:
      'The FLUX model of the config can be fetched only with a Hugging Face token, and none was given.',
    where: onCaptioning,
    fixes: [
      'Make a token with read access on Hugging Face, and give it to this server as the secret `HF_TOKEN` (`PUT /prod/v1/trainers/secrets/HF_TOKEN`), or in the place where your config expects one.',
      'Many FLUX repositories are gated: ask for access, or accept the terms, on the page of the model with the account that the token belongs to. The token must be able to read that repository.',
    ],
    retry: 'after-change',
  },
  {
    code: 42258,
    name: 'FLUX2_OOM_RISK',
    meaning: 'These FLUX.2 settings are likely to run out of GPU memory.',
    where: onSubmit,
    fixes: [
      'Lower `batch_size`, or the largest value in `resolution`, or both.',
      'The limit: `batch_size × (largest resolution ÷ 1024)²` must stay below 6.',
    ],
    retry: 'after-change',
  },
  {
    code: 42259,
    name: 'QWEN_EDIT_CONTROL_MISSING',
    meaning: 'Qwen Edit learns from pairs, and the dataset of the config has no control images.',
    where: onSubmit,
    fixes: [
      'Upload the control images, name their dataset in the config (`control_path`), wait until it is `READY`, and submit again.',
    ],
    retry: 'after-change',
  },
  {
    code: 42260,
    name: 'QWEN_EDIT_SAMPLE_CONTROL_MISSING',
    meaning: 'Qwen Edit needs a control image for each sample prompt, and at least one prompt has none.',
    where: onSubmit,
    fixes: ['Give each entry in `sample` its control image or images (`ctrl_img`).'],
    retry: 'after-change',
  },
  {
    code: 42261,
    name: 'WAN_I2V_SAMPLING_CRASH',
    meaning:
      'An image-to-video model draws a sample from a prompt and a control image together, and at least one sample prompt has no control image. Sampling may then fail and end the training early.',
    where: onSubmit,
    fixes: ['Give every sample prompt of the config its control image (`ctrl_img`).'],
    retry: 'after-change',
  },
  {
    code: 42262,
    name: 'INVALID_JOB_NAME',
    meaning: 'The job name in the config is missing, or holds characters that a name cannot have.',
    where: onSubmit,
    fixes: [
      'Correct `config.name` in the YAML: no spaces or special characters; letters, digits, `_` and `-` are safe.',
    ],
    retry: 'after-change',
  },
  {
    code: 42263,
    name: 'MULTI_FRAME_LATENT_CACHING',
    meaning: '`num_frames` above 1 cannot be combined with `cache_latents_to_disk`.',
    where: onSubmit,
    fixes: [
      'To train on several frames, set `cache_latents_to_disk: false`.',
      'To keep the latents cached, set `num_frames: 1`.',
    ],
    retry: 'after-change',
  },
  {
    code: 42264,
    name: 'DIFF_OUTPUT_PRESERVATION_TRIGGER',
    meaning: '`diff_output_preservation` is on, but there is no `trigger_word` for it to work with.',
    where: onSubmit,
    fixes: ['Set `trigger_word`, or turn `diff_output_preservation` off, and submit again.'],
    retry: 'after-change',
  },
  {
    code: 42265,
    name: 'VIDEO_LORA_NUM_FRAMES_ONE',
    meaning:
      'The dataset holds videos, but the config trains with `num_frames: 1`. The trainer then cannot find and load the frames, and the job is very likely to fail.',
    where: onSubmit,
    fixes: [
      'Set `num_frames` above 1, for example to 41 or 81, and submit again.',
      'Check that `folder_path` names the dataset that you mean (videos, with or without `.txt` captions), and that `num_frames` fits what is in it.',
    ],
    retry: 'after-change',
  },
  {
    code: 42266,
    name: 'IMAGE_DATASET_MULTI_FRAMES',
    meaning: 'The dataset holds only images, but the config trains with `num_frames` above 1.',
    where: onSubmit,
    fixes: ['Set `num_frames: 1` for a dataset that holds only images.'],
    retry: 'after-change',
  },
  {
    code: 42268,
    name: 'LTX2_VIDEO_I2V_BATCH_SIZE',
    meaning:
      'LTX-2 trains on video (`num_frames` above 1) or image to video (`do_i2v: true`) only with `batch_size: 1`.',
    where: onSubmit,
    fixes: [
      'Set `train.batch_size` to 1 when LTX-2 trains on video or with `do_i2v`.',
      'A larger batch fails when training starts, because the shapes of its tensors do not match.',
    ],
    retry: 'after-change',
  },
  {
    code: 42269,
    name: 'DIFF_PRESERVATION_CACHE_CONFLICT',
    meaning: '`diff_output_preservation` and `cache_text_embeddings` cannot be on at the same time.',
    where: onSubmit,
    fixes: ['Turn off either `diff_output_preservation` or `cache_text_embeddings`.'],
    retry: 'after-change',
  },
  {
    code: 42270,
    name: 'IMAGE_MODEL_GC_OFF_OOM_RISK',
    meaning:
      'A large image model with `gradient_checkpointing: false` is very likely to run out of GPU memory.',
    where: onSubmit,
    fixes: ['Turn gradient checkpointing on: `train.gradient_checkpointing: true`.'],
    retry: 'after-change',
  },
  {
    code: 42271,
    name: 'FLUX_HIGH_BATCH_OOM_RISK',
    meaning:
      'FLUX.1-dev with a `batch_size` of 8 or more is likely to run out of GPU memory, even with gradient checkpointing on.',
    where: onSubmit,
    fixes: ['Set `batch_size` to a value from 1 to 4, and raise `gradient_accumulation` to make up for it.'],
    retry: 'after-change',
  },
  {
    code: 42272,
    name: 'WAN_VIDEO_OOM_RISK',
    meaning:
      'Wan 2.2 14B with 81 frames or more, and a high resolution or a larger batch, is likely to run out of GPU memory.',
    where: onSubmit,
    fixes: ['Lower `num_frames` below 81, lower the resolution, or set `batch_size` to 1.'],
    retry: 'after-change',
  },
  {
    code: 42274,
    name: 'INVALID_LEARNING_RATE',
    meaning: 'The learning rate `train.lr` is missing, not a number, or not above 0.',
    where: onSubmit,
    fixes: ['Set `train.lr` to a number above 0, for example `1e-4`, without quotation marks.'],
    retry: 'after-change',
  },
  {
    code: 42275,
    name: 'MISSING_MODEL_ARCH',
    meaning: 'The config does not say which model to train: `config.process[0].model.arch` is missing.',
    where: onSubmit,
    fixes: [
      'Add `model.arch`: for example `flux`, `wan` (Wan 2.1 and 2.2), `ltx2` (LTX-2), `sdxl`, or `zimage:turbo` (Z-Image-Turbo).',
    ],
    retry: 'after-change',
  },
] as const satisfies readonly ErrorEntry[];
