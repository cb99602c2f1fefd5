import { join } from 'node:path';

/** Variables of the agent that a trainer sees as they are, and what each is for. */
const passedOn = {
  HF_HUB_OFFLINE: 'no look at the hub: only what is cached or local',
  TRANSFORMERS_OFFLINE: 'the same for one library',
  HF_ENDPOINT: 'a mirror of the hub',
  HF_HUB_CACHE: 'where models from the hub are kept, if not under HF_HOME',
  MODELS_PATH: 'where single-file models are kept',
  HTTP_PROXY: 'the proxies of the installation',
  HTTPS_PROXY: '',
  ALL_PROXY: '',
  NO_PROXY: '',
  http_proxy: '',
  https_proxy: '',
  all_proxy: '',
  no_proxy: '',
  SSL_CERT_FILE: 'the certificates of the installation',
  SSL_CERT_DIR: '',
  REQUESTS_CA_BUNDLE: '',
  CURL_CA_BUNDLE: '',
  LD_LIBRARY_PATH: 'where containers have the driver',
  CUDA_HOME: 'the CUDA toolkit, for parts that are compiled at run time',
  PYTORCH_CUDA_ALLOC_CONF: 'how memory of the GPU is given out',
  OMP_NUM_THREADS: 'threads per process',
} as const;

/** Every variable by which an installation reaches AI Toolkit: whoever starts agents hands these on to them. */
export const installationVariables: readonly string[] = [
  ...Object.keys(passedOn),
  'HF_HOME',
  'XDG_CACHE_HOME',
  'HOME',
];

/**
 * What the trainer's environment has beside that of every trainer: the table above, where models are cached,
 * and the variables by which it finds its control row.
 */
export function trainerVariables(
  agent: Readonly<Record<string, string | undefined>>,
  run: { id: string; folder: string },
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const name of Object.keys(passedOn)) {
    const value = agent[name];
    if (value !== undefined && value !== '') variables[name] = value;
  }
  const modelCache = modelCacheFolder(agent);
  if (modelCache !== null) variables['HF_HOME'] = modelCache;
  return {
    ...variables,
    // A login that lies in the shared cache, or beside the trainer, is not for every account.
    HF_TOKEN_PATH: join(run.folder, 'no-token'),
    PYTHON_DOTENV_DISABLED: '1',
    PYTHONUNBUFFERED: '1',
    IS_AI_TOOLKIT_UI: '1',
    AITK_JOB_ID: run.id,
  };
}

/** The cache that runs share: where the Hugging Face libraries would keep it for the user of the agent. */
function modelCacheFolder(agent: Readonly<Record<string, string | undefined>>): string | null {
  const { HF_HOME, XDG_CACHE_HOME, HOME } = agent;
  if (HF_HOME) return HF_HOME;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'huggingface');
  return HOME ? join(HOME, '.cache', 'huggingface') : null;
}
