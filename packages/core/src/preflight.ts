/*
 * `@trainyard/core/preflight`: what checks configs, and nothing that loads zod, so that a command which only
 * checks a config starts quickly.
 */
export { datasetNameProblem } from './datasets/dataset-name.ts';
export { fileNameProblem } from './datasets/file-name.ts';
export { type FileKind, fileKindOf } from './datasets/file-types.ts';
export * from './preflight/index.ts';
