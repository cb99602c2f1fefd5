/** Whether a repository on Hugging Face asks for an accepted licence and a token. */
export type Gate =
  /** One of the gated FLUX repositories: error 42257 without a token. */
  | 'flux'
  /** Gated, but of another family, or not known for certain: a warning. */
  | 'other'
  | 'open';

/** What is known about a repository. */
export interface RepositoryFacts {
  /** `owner/name`, spelled as its page does. */
  readonly repository: string;
  readonly gate: Gate;
  /**
   * `interface`: the trainer's interface links its licence page; `publisher`: its own page asks for it (or does
   * not); `assumed`: not looked up, never taken for gated so that something is refused.
   */
  readonly evidence: 'interface' | 'publisher' | 'assumed';
}

function gatedFlux(evidence: RepositoryFacts['evidence'], ...names: readonly string[]): RepositoryFacts[] {
  return names.map((name) => ({ repository: `black-forest-labs/${name}`, gate: 'flux', evidence }));
}

function gated(evidence: RepositoryFacts['evidence'], ...repositories: readonly string[]): RepositoryFacts[] {
  return repositories.map((repository) => ({ repository, gate: 'other', evidence }));
}

function open(evidence: RepositoryFacts['evidence'], ...repositories: readonly string[]): RepositoryFacts[] {
  return repositories.map((repository) => ({ repository, gate: 'open', evidence }));
}

/** Every repository the catalogue names, and gated ones that configs name often. */
export const repositories: readonly RepositoryFacts[] = [
  ...gatedFlux('interface', 'FLUX.1-dev', 'FLUX.1-Kontext-dev', 'FLUX.2-dev', 'FLUX.2-klein-base-9B'),
  ...gatedFlux(
    'publisher',
    'FLUX.1-schnell',
    'FLUX.1-Krea-dev',
    'FLUX.1-Fill-dev',
    'FLUX.1-Canny-dev',
    'FLUX.1-Canny-dev-lora',
    'FLUX.1-Depth-dev',
    'FLUX.1-Depth-dev-lora',
    'FLUX.1-Redux-dev',
    'FLUX.2-klein-9B',
    'FLUX.2-klein-9b-fp8',
  ),
  // Other forms of gated ones, whose own gates nobody looked up.
  ...gated(
    'assumed',
    'black-forest-labs/FLUX.1-dev-onnx',
    'black-forest-labs/FLUX.1-Kontext-dev-onnx',
    'black-forest-labs/FLUX.2-dev-NVFP4',
    'black-forest-labs/FLUX.2-klein-9b-nvfp4',
    'black-forest-labs/FLUX.2-klein-base-9b-fp8',
  ),
  ...gated(
    'interface',
    'krea/Krea-2-Raw',
    'krea/Krea-2-Turbo',
    'Lightricks/LTX-2.5',
    'ideogram-ai/ideogram-4-fp8',
  ),
  ...gated(
    'publisher',
    'stabilityai/stable-diffusion-3-medium',
    'stabilityai/stable-diffusion-3-medium-diffusers',
    'stabilityai/stable-diffusion-3.5-medium',
    'stabilityai/stable-diffusion-3.5-large',
    'stabilityai/stable-diffusion-3.5-large-turbo',
    'meta-llama/Meta-Llama-3.1-8B-Instruct',
    'meta-llama/Llama-3.1-8B-Instruct',
    'google/gemma-3-12b-it',
    'google/gemma-3-12b-it-qat-q4_0-unquantized',
  ),
  ...open(
    'publisher',
    'black-forest-labs/FLUX.2-klein-base-4B',
    'black-forest-labs/FLUX.2-klein-4B',
    'ostris/Flex.1-alpha',
    'ostris/Flex.2-preview',
    'lodestones/Chroma',
    'lodestones/Chroma1-Base',
    'lodestones/Chroma1-HD',
    'unsloth/Meta-Llama-3.1-8B-Instruct',
  ),
  ...open(
    'assumed',
    'Alpha-VLLM/Lumina-Image-2.0',
    'Boogu/Boogu-Image-0.1-Base',
    'Boogu/Boogu-Image-0.1-Edit',
    'Comfy-Org/MiniMax-H3',
    'HiDream-ai/HiDream-E1-1',
    'HiDream-ai/HiDream-I1-Full',
    'HiDream-ai/HiDream-O1-Image',
    'Lightricks/LTX-2',
    'Lightricks/LTX-2.3',
    'Lightricks/gemma-3-12b-it-qat-q4_0-unquantized',
    'MiniMaxAI/MiniMax-H3',
    'NucleusAI/Nucleus-Image',
    'OmniGen2/OmniGen2',
    'Photoroom/prxpixel-t2i',
    'Qwen/Qwen-Image',
    'Qwen/Qwen-Image-2512',
    'Qwen/Qwen-Image-Edit',
    'Qwen/Qwen-Image-Edit-2509',
    'Qwen/Qwen-Image-Edit-2511',
    'Qwen/Qwen3-4B',
    'Qwen/Qwen3-8B',
    'Qwen/Qwen3-Embedding-0.6B',
    'Qwen/Qwen3-VL-4B-Instruct',
    'Qwen/Qwen3-VL-8B-Instruct',
    'Tongyi-MAI/Z-Image',
    'Tongyi-MAI/Z-Image-Turbo',
    'Wan-AI/Wan2.1-I2V-14B-480P-Diffusers',
    'Wan-AI/Wan2.1-I2V-14B-720P-Diffusers',
    'Wan-AI/Wan2.1-T2V-1.3B-Diffusers',
    'Wan-AI/Wan2.1-T2V-14B-Diffusers',
    'Wan-AI/Wan2.2-TI2V-5B-Diffusers',
    'ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16',
    'ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16',
    'ai-toolkit/flux2_vae',
    'ai-toolkit/umt5_xxl_encoder',
    'ai-toolkit/wan2.1-vae',
    'baidu/ERNIE-Image',
    'circlestone-labs/Anima-Base-v1.0-Diffusers',
    'lodestones/Zeta-Chroma',
    'microsoft/Mage-Flow-Base',
    'microsoft/Mage-Flow-Edit-Base',
    'mistralai/Mistral-Small-3.1-24B-Instruct-2503',
    'ostris/Z-Image-De-Turbo',
    'ostris/accuracy_recovery_adapters',
    'ostris/ace_step_1.5_ComfyUI_files',
    'ostris/ideogram_4_unconditional_lora',
    'ostris/krea2_turbo_training_adapter',
    'ostris/minimax_h3_training_adapter',
    'ostris/zimage_turbo_training_adapter',
    'stable-diffusion-v1-5/stable-diffusion-v1-5',
    'stabilityai/stable-diffusion-xl-base-1.0',
    'zhen-nan/L2P',
  ),
];

const byName = new Map(repositories.map((facts) => [facts.repository.toLowerCase(), facts]));

/** What is known about `owner/name`, whatever its capitals; null for a repository nobody wrote down. */
export function repositoryFacts(repository: string): RepositoryFacts | null {
  return byName.get(repository.toLowerCase()) ?? null;
}

/**
 * The Hugging Face repository (`owner/name`) that a value such as `model.name_or_path` names, or null for a
 * local path, a web address elsewhere or a single word. A file or folder inside the repository, a quantization
 * type in front (`uint3|owner/name/file`) and the address of its page are taken off.
 */
export function repositoryOf(value: string): string | null {
  let text = value.trim();
  const bar = text.indexOf('|');
  if (bar >= 0) text = text.slice(bar + 1).trim();
  const page = /^https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/(.*)$/i.exec(text);
  if (page !== null) text = page[1] ?? '';
  else if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return null;
  if (/^[./~\\]/.test(text) || text.includes('\\')) return null;
  const [owner, name] = text.split(/[/?#]/, 2);
  if (owner === undefined || name === undefined) return null;
  const part = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
  return part.test(owner) && part.test(name) ? `${owner}/${name}` : null;
}

/** Whether a value names a repository alone where one of its files (`owner/name/file`) or a local file is wanted. */
export function namesNoFile(value: string): boolean {
  const repository = repositoryOf(value);
  return repository === value.trim() && !/\.(safetensors|bin|pt|pth|ckpt)$/i.test(repository);
}

/** How the repository that a value names is gated; `open` for local paths and unknown repositories. */
export function gateOf(value: string): Gate {
  const repository = repositoryOf(value);
  return repository === null ? 'open' : (repositoryFacts(repository)?.gate ?? 'open');
}

/** Whether a value names FLUX.1-dev itself, and not a model made from it. */
export function isFluxDev(value: string): boolean {
  return repositoryOf(value)?.toLowerCase() === 'black-forest-labs/flux.1-dev';
}
