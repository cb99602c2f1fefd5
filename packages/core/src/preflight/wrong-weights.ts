import { models } from './models/catalogue.ts';
import type { ModelArch } from './models/model.ts';
import { repositoryOf } from './models/repositories.ts';

/** Why the weights that a config names cannot be loaded into the model that it trains. */
export interface WrongWeights {
  /** What the repository holds, as the end of a sentence. */
  readonly holds: string;
  /** What to name instead, where that is known. */
  readonly instead: string | null;
}

/** Families by the start of a publisher's repositories; the catalogue's own repositories come on top. */
const publishers: readonly (readonly [start: string, family: string])[] = [
  ['black-forest-labs/flux.1-', 'FLUX.1'],
  ['black-forest-labs/flux.2-', 'FLUX.2'],
  ['qwen/qwen-image', 'Qwen-Image'],
  ['wan-ai/wan2.', 'Wan'],
  ['lightricks/ltx-', 'LTX'],
  ['tongyi-mai/z-image', 'Z-Image'],
  ['krea/krea-2-', 'Krea 2'],
  ['hidream-ai/hidream-', 'HiDream'],
  ['stabilityai/stable-diffusion-', 'Stable Diffusion'],
];
/** These share layers, so that weights of one may be meant for another. */
const related = ['FLUX.1', 'Flex', 'Chroma'];

const byRepository = new Map(
  models.flatMap(({ family, variants }) =>
    variants.map(({ nameOrPath }) => [repositoryOf(nameOrPath)?.toLowerCase(), family] as const),
  ),
);

/**
 * What is wrong with training `model` from what `name_or_path` names. Null where nothing is known to be: for
 * paths, for repositories of people who are not the publisher, and for weights that may fit.
 */
export function wrongWeights(model: ModelArch, nameOrPath: string): WrongWeights | null {
  const repository = repositoryOf(nameOrPath);
  if (repository === null) return null;
  const family = familyOf(repository);
  if (family === null) return null;
  if (family !== model.family) {
    const areRelated = related.includes(family) && related.includes(model.family);
    return areRelated ? null : { holds: `holds ${family}`, instead: usualRepository(model) };
  }
  if (family === 'Wan') return wrongWan(model, repository);
  if (family === 'FLUX.2') return wrongFlux2(model, repository);
  return family === 'Stable Diffusion' ? wrongStableDiffusion(model, repository) : null;
}

function familyOf(repository: string): string | null {
  const name = repository.toLowerCase();
  return byRepository.get(name) ?? publishers.find(([start]) => name.startsWith(start))?.[1] ?? null;
}

function usualRepository(model: ModelArch): string | null {
  return model.variants[0]?.nameOrPath ?? null;
}

/** Networks that make videos from text have 16 channels, those that start from an image 36, TI2V-5B has 48. */
function wrongWan(model: ModelArch, repository: string): WrongWeights | null {
  const name = repository.toLowerCase();
  if (/^wan-ai\/wan2\.[12]-(i2v|t2v|ti2v)-(1\.3b|5b|14b|a14b)(-(480p|720p))?$/.test(name)) {
    return { holds: 'has no folder "transformer"', instead: `${repository}-Diffusers` };
  }
  const kind = /-(i2v|t2v|ti2v)-/.exec(name)?.[1];
  if (kind === undefined) return null;
  if (kind === 'ti2v') {
    return model.arch === 'wan22_5b' ? null : { holds: 'holds Wan 2.2 5B', instead: usualRepository(model) };
  }
  if (model.arch === 'wan22_5b') return null;
  const wanted = model.imageToVideo === 'required' ? 'i2v' : 't2v';
  const holds = kind === 'i2v' ? 'makes videos from an image (I2V)' : 'makes videos from a text alone (T2V)';
  return kind === wanted ? null : { holds, instead: usualRepository(model) };
}

/** Each size loads one file by name, which is in one of the publisher's repositories. */
function wrongFlux2(model: ModelArch, repository: string): WrongWeights | null {
  const usual = usualRepository(model);
  if (usual === null || repository.toLowerCase() === usual.toLowerCase()) return null;
  return { holds: `does not hold the file that ${model.title} is loaded from`, instead: usual };
}

/** The third generation has a transformer where the others have a UNet. */
function wrongStableDiffusion(model: ModelArch, repository: string): WrongWeights | null {
  const isThird = /stable-diffusion-3/i.test(repository);
  if (isThird === (model.arch === 'sd3')) return null;
  return {
    holds: isThird ? 'holds Stable Diffusion 3' : 'holds a Stable Diffusion before 3',
    instead: model.arch === 'sd3' ? 'stabilityai/stable-diffusion-3.5-large' : usualRepository(model),
  };
}
