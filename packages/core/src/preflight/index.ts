export { applyEdits, type EditedConfig } from './apply-edits.ts';
export { contractDatasetsFolder, contractOutputFolder, datasetPath, isPlainName } from './contract-path.ts';
export { type DatasetFile, pairImages, summarizeDataset } from './dataset-facts.ts';
export { type ConfigDocument, type DocumentResult, type Position, readDocument } from './document.ts';
export {
  type DatasetFacts,
  type Facts,
  type FileReference,
  type FileSample,
  fileKey,
  type InstallationFacts,
  type PairingFacts,
  type PairingReference,
  pairingKey,
  type Range,
  type References,
  type RuleOverride,
  unknownFacts,
} from './facts.ts';
export { type Edit, type Finding, type JsonValue, type Severity, severities } from './finding.ts';
export { createConfigSchema } from './keys/json-schema.ts';
export { collectReferences, type LintResult, lint } from './lint.ts';
export { compareFindings, submissionRank } from './order.ts';
export { type ConfigPath, formatPath, valueAt } from './path.ts';
export { type RedactedConfig, redactConfigText } from './redact.ts';
export {
  type ConfigChange,
  contractLayout,
  type ResolvedConfig,
  type RunLayout,
  resolveConfig,
} from './resolve.ts';
export { findResumeConflicts, type ResumeConflict } from './resume-conflicts.ts';
export type { BadExample, Example, Rule } from './rule.ts';
export { parseRuleOverrides, type RuleOverrides } from './rule-overrides.ts';
export { rules } from './rules/index.ts';
export { serializeConfig } from './serialize.ts';
