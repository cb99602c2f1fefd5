import { nearest } from '../nearest.ts';
import { models } from './catalogue.ts';
import type { ModelArch, ModelMatch, ModelVariant } from './model.ts';
import { repositoryOf } from './repositories.ts';

/** The old flags below `model`, in the order in which the trainer looks at them, and what each stands for. */
export const legacyFlags: readonly (readonly [flag: string, arch: string])[] = [
  ['is_v2', 'sd2'],
  ['is_v3', 'sd3'],
  ['is_xl', 'sdxl'],
  ['is_pixart', 'pixart'],
  ['is_pixart_sigma', 'pixart_sigma'],
  ['is_auraflow', 'auraflow'],
  ['is_flux', 'flux'],
  ['is_lumina2', 'lumina2'],
  ['is_vega', 'vega'],
  ['is_ssd', 'ssd'],
];

const byArch = new Map(models.map((model) => [model.arch, model]));
const byAlias = new Map(models.flatMap((model) => model.aliases.map((alias) => [alias, model] as const)));
// Names without a class or flag of their own that mean a legacy model: the trainer falls back to it.
const byPlainVariant = new Map(
  models.flatMap((model) =>
    model.variants.filter(({ name }) => !name.includes(':')).map(({ name }) => [name, model] as const),
  ),
);

/**
 * The model that a config means, resolved as the trainer does it: text after `:` is dropped, `flex1` is `flux`,
 * the name must otherwise be equal; without a name the old flags count, in their order. Our aliases come on top
 * (`by: 'alias'`): they win over what the trainer would make of them. `nameOrPath` helps where a name is short
 * of meaning (`wan`), and to tell variants of one architecture apart.
 *
 * Null when nothing is known by that name (the trainer would load Stable Diffusion 1.5) or nothing is named.
 */
export function findModel(
  arch: string | null | undefined,
  flags: Readonly<Record<string, unknown>> = {},
  nameOrPath?: string | null,
): ModelMatch | null {
  if (arch === null || arch === undefined || arch === '') return findByFlag(flags, nameOrPath);
  // With a tag of its own an alias counts where the trainer would know nothing: `z_image:turbo`.
  const [base = '', tag = ''] = arch.split(':');
  const alias = byAlias.get(arch) ?? (trainerModel(arch) === undefined ? byAlias.get(base) : undefined);
  if (alias !== undefined) {
    const model = byArch.get(wanArch(base, `${tag} ${nameOrPath ?? ''}`) ?? alias.arch) ?? alias;
    return {
      model,
      variant: findVariant(model, null, nameOrPath),
      by: 'alias',
      trainerArch: model.arch,
      asWritten: trainerModel(arch) === model,
    };
  }
  const model = trainerModel(arch);
  if (model === undefined) return null;
  return {
    model,
    variant: findVariant(model, arch, nameOrPath),
    by: 'arch',
    trainerArch: arch,
    asWritten: true,
  };
}

/** The name most like a wrong `model.arch`, as it should be written; null when none is close. */
export function nearestArch(name: string): string | null {
  const names = models.flatMap((model) => [model.arch, ...model.variants.map((variant) => variant.name)]);
  const aliases = models.flatMap((model) => model.aliases);
  const found = nearest(name, [...names, ...aliases]) ?? nearest(name.split(':')[0] ?? '', names);
  return found === null ? null : (byAlias.get(found)?.arch ?? found);
}

/** What the trainer itself loads for a name; undefined where it would fall back to Stable Diffusion 1.5. */
function trainerModel(name: string): ModelArch | undefined {
  const arch = name.split(':')[0] ?? '';
  return byArch.get(arch) ?? byPlainVariant.get(arch);
}

function findByFlag(
  flags: Readonly<Record<string, unknown>>,
  nameOrPath: string | null | undefined,
): ModelMatch | null {
  const set = legacyFlags.find(([flag]) => isTrueInPython(flags[flag]));
  const model = set === undefined ? undefined : byArch.get(set[1]);
  if (model === undefined) return null;
  const variant = findVariant(model, null, nameOrPath);
  return { model, variant, by: 'flag', trainerArch: model.arch, asWritten: true };
}

function findVariant(
  model: ModelArch,
  name: string | null,
  nameOrPath: string | null | undefined,
): ModelVariant | null {
  const repository = nameOrPath ? repositoryOf(nameOrPath)?.toLowerCase() : undefined;
  const fromRepository = model.variants.filter(
    (variant) => repository !== undefined && repositoryOf(variant.nameOrPath)?.toLowerCase() === repository,
  );
  const named = model.variants.find((variant) => variant.name === name);
  if (named !== undefined && (fromRepository.length === 0 || fromRepository.includes(named))) return named;
  return fromRepository[0] ?? (model.variants.length === 1 ? (model.variants[0] ?? null) : null);
}

/** Which Wan model `wan` and `wan22` mean, by tag and by what is to be loaded; null for other aliases. */
function wanArch(alias: string, hint: string): string | null {
  if (!['wan', 'wan22', 'wan2.2'].includes(alias)) return null;
  const path = hint.toLowerCase();
  const second = alias !== 'wan' || /wan[-_]?2[._]?2/.test(path);
  if (/ti2v|(?<![0-9])5b/.test(path) && second) return 'wan22_5b';
  const fromImage = path.includes('i2v');
  if (second) return fromImage ? 'wan22_14b_i2v' : 'wan22_14b';
  return fromImage ? 'wan21_i2v' : 'wan21';
}

function isTrueInPython(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  // NaN is true in Python.
  return Boolean(value) || Number.isNaN(value);
}
