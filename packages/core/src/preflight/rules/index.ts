import type { Rule } from '../rule.ts';
import rule42253InvalidYaml from './42253-invalid-yaml.ts';
import rule42254DatasetNotFound from './42254-dataset-not-found.ts';
import rule42255DatasetNotReady from './42255-dataset-not-ready.ts';
import rule42256NoTrainingData from './42256-no-training-data.ts';
import rule42262InvalidJobName from './42262-invalid-job-name.ts';
import rule42274InvalidLearningRate from './42274-invalid-learning-rate.ts';
import rule42275MissingModelArch from './42275-missing-model-arch.ts';
import rule42298ForeignPath from './42298-foreign-path.ts';
import rule42298HubPush from './42298-hub-push.ts';
import rule42298JobKind from './42298-job-kind.ts';
import rule42298ProcessType from './42298-process-type.ts';
import rule42298SeveralProcesses from './42298-several-processes.ts';
import rule42298Tracker from './42298-tracker.ts';

/** Every rule of preflight, one for each file of this folder. */
export const rules: readonly Rule[] = [
  rule42253InvalidYaml,
  rule42254DatasetNotFound,
  rule42255DatasetNotReady,
  rule42256NoTrainingData,
  rule42262InvalidJobName,
  rule42274InvalidLearningRate,
  rule42275MissingModelArch,
  rule42298ForeignPath,
  rule42298HubPush,
  rule42298JobKind,
  rule42298ProcessType,
  rule42298SeveralProcesses,
  rule42298Tracker,
];
