import { type NamedModel, namedModels, repositoryFacts } from '@trainyard/core/preflight';

/**
 * What a model makes; `edit` is images after a reference. Models that make sound are not in the list: they train
 * on sound files, and datasets hold images and videos.
 */
export type Modality = Exclude<NamedModel['model']['modality'], 'audio'>;

/** A model in the list to choose from. */
export interface ModelChoice {
  readonly named: NamedModel;
  readonly modality: Modality;
  /** Its weights, or something it loads with them, must be asked for at Hugging Face. */
  readonly isGated: boolean;
  /** In thousand millions of parameters; null where that is not known. */
  readonly parametersB: number | null;
}

/** Models of one family. */
export interface ModelFamily {
  readonly family: string;
  readonly models: readonly ModelChoice[];
}

const choices: readonly ModelChoice[] = namedModels.flatMap((named) => {
  const { model, variant } = named;
  const modality = variant.modality ?? model.modality;
  if (modality === 'audio') return [];
  const loaded = [
    variant.nameOrPath,
    ...model.repositories
      .filter(({ onlyForSingleFile = false }) => !onlyForSingleFile)
      .map(({ repository }) => repository),
  ];
  return {
    named,
    modality,
    isGated: loaded.some((repository) => (repositoryFacts(repository)?.gate ?? 'open') !== 'open'),
    parametersB: (variant.size ?? model.size)?.parametersB ?? null,
  };
});

/** Kinds of models that there are, in the order of the list. */
export const modalities: readonly Modality[] = [...new Set(choices.map(({ modality }) => modality))];

/** The models that have every word of `search` in their names, by family. */
export function findModels(search: string, modality: Modality | null): readonly ModelFamily[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const families = new Map<string, ModelChoice[]>();
  for (const choice of choices) {
    const { model, variant } = choice.named;
    const text =
      `${model.family} ${model.arch} ${variant.name} ${variant.title} ${variant.nameOrPath}`.toLowerCase();
    if (modality !== null && choice.modality !== modality) continue;
    if (!words.every((word) => text.includes(word))) continue;
    families.set(model.family, [...(families.get(model.family) ?? []), choice]);
  }
  return [...families].map(([family, models]) => ({ family, models }));
}
