/*
 * `@trainyard/core/preflight`: what checks configs, and nothing that loads zod, so that a command which only
 * checks a config starts quickly.
 */
export { datasetNameProblem } from './datasets/dataset-name.ts';
export { fileNameProblem } from './datasets/file-name.ts';
export { type FileKind, fileKindOf } from './datasets/file-types.ts';
export * from './preflight/index.ts';
export type {
  ConfigKey,
  KeyBlock,
  KeyLookup,
  KeyType,
} from './preflight/keys/key.ts';
export { keyAt, keysIn } from './preflight/keys/key-at.ts';
export { models, type NamedModel, namedModels, trainerRelease } from './preflight/models/catalogue.ts';
export { findModel } from './preflight/models/find-model.ts';
export type { ModelArch, ModelMatch, ModelVariant } from './preflight/models/model.ts';
export { createStarterConfig } from './preflight/models/new-job.ts';
export { repositories, repositoryFacts } from './preflight/models/repositories.ts';
export { renderYaml } from './preflight/render-yaml.ts';
export { removeValue, setValue } from './preflight/set-value.ts';
