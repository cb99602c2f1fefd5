/** One way in which the trainer fails. The first rule that fits counts. */
interface FailureRule {
  /** For machines. */
  reason: string;
  /** Looked for in the exception and in what the trainer printed as its error. */
  says: RegExp;
  /** Only for runs that resumed, or only for those that did not. */
  isResumed?: boolean;
  /** What happened and what to do; `place` says in which phase and at which step. */
  message(found: RegExpExecArray, place: string): string;
}

/** What to do with a job that has failed through no fault of its config: it can be resumed once it was edited. */
export const tryAgain = 'Edit the job, if only with the same config, and resume it';

/** What is known of the trainer's failures, the more special first. */
export const failureRules: readonly FailureRule[] = [
  {
    reason: 'CUDA_OUT_OF_MEMORY',
    says: /CUDA out of memory|OutOfMemoryError|OOM during training step|CUBLAS_STATUS_ALLOC_FAILED|CUDA error: out of memory/,
    message: (_found, place) =>
      `The GPU ran out of memory ${place}. Use a smaller batch_size or resolution, gradient_checkpointing, quantize or low_vram, or a GPU with more memory; for samples, smaller width and height.`,
  },
  {
    reason: 'GATED_MODEL',
    says: /gated repo|GatedRepo|Access to model .{0,200} is restricted|awaiting a review|\b40[13] Client Error/i,
    message: () =>
      'The base model is gated on Hugging Face, and access was refused. Accept its licence there with your account, and store a token of that account as the secret HF_TOKEN.',
  },
  {
    reason: 'MODEL_UNREACHABLE',
    says: /offline mode|outgoing traffic has been disabled|LocalEntryNotFound|couldn't connect to|ConnectionError|Max retries exceeded|Name or service not known|Temporary failure in name resolution|\b5\d\d Server Error/i,
    message: () =>
      'The base model is not in the cache, and Hugging Face could not be reached. Fetch the model beforehand, or see to the connection, and resume the job.',
  },
  {
    reason: 'MODEL_NOT_FOUND',
    says: /RepositoryNotFound|Repository Not Found|EntryNotFound|RevisionNotFound|HFValidationError|Repo id must be in the form|is not a local folder and is not a valid model identifier|is neither a valid local path nor a valid repo id|does not appear to have a file named|Error no file named|\b404 Client Error/i,
    message: () =>
      'The base model was not found, or is not in the layout that its arch needs. See that model.name_or_path is right and fits model.arch.',
  },
  {
    reason: 'DISK_FULL',
    says: /No space left on device|Errno 28\b|Disk quota exceeded|Errno 122\b|disk is full/i,
    message: (_found, place) =>
      `The disk was full ${place}. Free space, or keep fewer checkpoints (save.max_step_saves_to_keep), and resume the job.`,
  },
  {
    reason: 'DRIVER_MISMATCH',
    says: /NVIDIA driver on your system is too old|no NVIDIA driver|driver version is insufficient|no kernel image is available|No CUDA GPUs are available|Torch not compiled with CUDA|forward compatibility was attempted|unsupported display driver|driver initialization failed|libcuda\.so/i,
    message: () =>
      "The GPU cannot be used: its driver and the trainer's PyTorch do not fit together, or no driver is there. `trainyard doctor` says what was found on this machine.",
  },
  {
    reason: 'SHARED_MEMORY',
    says: /insufficient shared memory|unable to (?:open|mmap|allocate) .{0,40}shared memory|bus error/i,
    message: () =>
      'The data loader ran out of shared memory. Set datasets[].num_workers to 0, or give the container more of it (--shm-size).',
  },
  {
    reason: 'GPU_FAULT',
    says: /CUDA error|CUDNN_STATUS|CUBLAS_STATUS|NCCL error|uncorrectable ECC/i,
    message: (_found, place) =>
      `The GPU reported a fault ${place}. ${tryAgain}; if it happens again on the same card, have the card looked at.`,
  },
  {
    reason: 'HOST_OUT_OF_MEMORY',
    says: /can't allocate memory|Cannot allocate memory|^MemoryError|Unable to allocate .{0,80}for an array/im,
    message: (_found, place) =>
      `The machine ran out of memory ${place}. Use cache_latents_to_disk in place of cache_latents, fewer workers, or a machine with more memory.`,
  },
  {
    reason: 'NO_TRAINING_FILES',
    says: /no (images|videos|audio(?: files)?) found in (\S+)/i,
    message: ([, kind]) =>
      `The dataset has no ${kind} that could be read. Pictures are trained on with num_frames 1, videos with more than one.`,
  },
  {
    reason: 'CHECKPOINT_DAMAGED',
    says: /Error while deserializing header|SafetensorError|Weights only load failed|PytorchStreamReader|UnpicklingError/,
    message: () => 'A file of weights is damaged or is none. Resume from an earlier checkpoint.',
  },
  {
    reason: 'RESUME_MISMATCH',
    says: /Error\(s\) in loading state_dict|Unhandled LoRA shape change|size mismatch for/,
    isResumed: true,
    message: () =>
      'The checkpoint does not fit the config: the rank, the type of network or the model was changed. Take that change back, or submit a new job.',
  },
  {
    reason: 'CONTROL_IMAGE_MISSING',
    says: /control images? (?:is|are) required|must have a control image|Missing control images|requires control \(reference\) images|Could not find control tensors/i,
    message: () =>
      'A control image is missing: this model needs one for every training file (control_path) and for every sample (ctrl_img).',
  },
  {
    reason: 'BAD_CONFIG',
    says: /Invalid learning rate|could not convert string to float|invalid literal for int\(\)|name_or_path must be specified|requires a trigger_word|Cannot use both|must have cache_text_embeddings|Unknown (?:optimizer|scheduler|timestep)|Could not find (?:config file|a process)/i,
    message: () => 'The trainer refused a value of the config.',
  },
  {
    reason: 'IMPORT_ERROR',
    says: /ModuleNotFoundError|ImportError|No module named|cannot import name|Failed to import/,
    message: () =>
      "A Python package that the trainer needs is missing or of the wrong version. Install the trainer's requirements into the Python that runs it; `trainyard doctor` says which one that is.",
  },
  {
    reason: 'BROKEN_TRAINING_FILE',
    says: /UnicodeDecodeError|UnidentifiedImageError|image file is truncated|Error loading image/i,
    message: () => 'A file of the dataset cannot be read. Replace or remove it.',
  },
  {
    reason: 'MISSING_FILE',
    says: /(?:FileNotFoundError: .*)?No such file or directory: '?([^'\n]*)|FileNotFoundError/,
    message: ([, file]) =>
      file === undefined || file === ''
        ? 'A file that the config names is missing.'
        : `The file ${file} is missing. See that the config names it rightly and that it was uploaded.`,
  },
  {
    reason: 'CONTROL_DATABASE',
    says: /database is locked|unable to open database file/,
    message: () => `The control database of the run could not be used. ${tryAgain}.`,
  },
  {
    reason: 'PERMISSION_DENIED',
    says: /PermissionError|Permission denied|Read-only file system/i,
    message: () => 'The trainer may not read or write one of its files.',
  },
];
