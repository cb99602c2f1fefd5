import type { Rule } from '../rule.ts';
import rule42253InvalidYaml from './42253-invalid-yaml.ts';
import rule42254DatasetNotFound from './42254-dataset-not-found.ts';
import rule42255DatasetNotReady from './42255-dataset-not-ready.ts';
import rule42256NoTrainingData from './42256-no-training-data.ts';
import rule42257FluxHfTokenRequired from './42257-flux-hf-token-required.ts';
import rule42258Flux2OomRisk from './42258-flux2-oom-risk.ts';
import rule42259QwenEditControlMissing from './42259-qwen-edit-control-missing.ts';
import rule42260QwenEditSampleControlMissing from './42260-qwen-edit-sample-control-missing.ts';
import rule42261WanI2vSamplingCrash from './42261-wan-i2v-sampling-crash.ts';
import rule42262InvalidJobName from './42262-invalid-job-name.ts';
import rule42263MultiFrameLatentCaching from './42263-multi-frame-latent-caching.ts';
import rule42264DiffOutputPreservationTrigger from './42264-diff-output-preservation-trigger.ts';
import rule42265VideoLoraNumFramesOne from './42265-video-lora-num-frames-one.ts';
import rule42266ImageDatasetMultiFrames from './42266-image-dataset-multi-frames.ts';
import rule42268Ltx2VideoI2vBatchSize from './42268-ltx2-video-i2v-batch-size.ts';
import rule42269DiffPreservationCacheConflict from './42269-diff-preservation-cache-conflict.ts';
import rule42270ImageModelGcOffOomRisk from './42270-image-model-gc-off-oom-risk.ts';
import rule42271FluxHighBatchOomRisk from './42271-flux-high-batch-oom-risk.ts';
import rule42272WanVideoOomRisk from './42272-wan-video-oom-risk.ts';
import rule42274InvalidLearningRate from './42274-invalid-learning-rate.ts';
import rule42275MissingModelArch from './42275-missing-model-arch.ts';
import rule42298ForeignPath from './42298-foreign-path.ts';
import rule42298HubPush from './42298-hub-push.ts';
import rule42298JobKind from './42298-job-kind.ts';
import rule42298ProcessType from './42298-process-type.ts';
import rule42298SeveralProcesses from './42298-several-processes.ts';
import rule42298Tracker from './42298-tracker.ts';
import rule42299AugmentedVideos from './42299-augmented-videos.ts';
import rule42299BlockType from './42299-block-type.ts';
import rule42299Buckets from './42299-buckets.ts';
import rule42299ChromaFile from './42299-chroma-file.ts';
import rule42299ControlKind from './42299-control-kind.ts';
import rule42299DatasetControl from './42299-dataset-control.ts';
import rule42299FluxOnly from './42299-flux-only.ts';
import rule42299FrameCount from './42299-frame-count.ts';
import rule42299GradientAccumulation from './42299-gradient-accumulation.ts';
import rule42299GuidanceLoss from './42299-guidance-loss.ts';
import rule42299LatentCaching from './42299-latent-caching.ts';
import rule42299LoadedLoras from './42299-loaded-loras.ts';
import rule42299MergeOnSave from './42299-merge-on-save.ts';
import rule42299ModelMismatch from './42299-model-mismatch.ts';
import rule42299ModelNameMissing from './42299-model-name-missing.ts';
import rule42299NetworkType from './42299-network-type.ts';
import rule42299NoDatasets from './42299-no-datasets.ts';
import rule42299NoiseStages from './42299-noise-stages.ts';
import rule42299NothingTrained from './42299-nothing-trained.ts';
import rule42299NumberNeeded from './42299-number-needed.ts';
import rule42299OptimizerArguments from './42299-optimizer-arguments.ts';
import rule42299Poi from './42299-poi.ts';
import rule42299Preservation from './42299-preservation.ts';
import rule42299PromptFlag from './42299-prompt-flag.ts';
import rule42299RecoveryAdapter from './42299-recovery-adapter.ts';
import rule42299Resolution from './42299-resolution.ts';
import rule42299SampleControl from './42299-sample-control.ts';
import rule42299SampleControlUnsupported from './42299-sample-control-unsupported.ts';
import rule42299SampleShape from './42299-sample-shape.ts';
import rule42299SchedulerArguments from './42299-scheduler-arguments.ts';
import rule42299ShortCaptions from './42299-short-captions.ts';
import rule42299SingleFile from './42299-single-file.ts';
import rule42299TextCachingControls from './42299-text-caching-controls.ts';
import rule42299TextCachingMixed from './42299-text-caching-mixed.ts';
import rule42299TextCachingSamples from './42299-text-caching-samples.ts';
import rule42299TextEncoderUnload from './42299-text-encoder-unload.ts';
import rule42299TriggerWord from './42299-trigger-word.ts';
import rule42299TypeNeeded from './42299-type-needed.ts';
import rule42299UnknownValue from './42299-unknown-value.ts';
import rule42299Validation from './42299-validation.ts';
import rule42299VideoOnImageModel from './42299-video-on-image-model.ts';
import warningBatchOfControls from './warning-batch-of-controls.ts';
import warningDefaultAlpha from './warning-default-alpha.ts';
import warningFewerMediaThanBatch from './warning-fewer-media-than-batch.ts';
import warningFramesTrimmed from './warning-frames-trimmed.ts';
import warningGatedRepository from './warning-gated-repository.ts';
import warningHighLearningRate from './warning-high-learning-rate.ts';
import warningMended from './warning-mended.ts';
import warningNeverSaved from './warning-never-saved.ts';
import warningNoiseScheduler from './warning-noise-scheduler.ts';
import warningPromptCut from './warning-prompt-cut.ts';
import warningSampleSize from './warning-sample-size.ts';
import warningTextNotes from './warning-text-notes.ts';
import warningUncaptioned from './warning-uncaptioned.ts';
import warningUnknownArchitecture from './warning-unknown-architecture.ts';
import warningUnknownKey from './warning-unknown-key.ts';
import warningValueOutOfRange from './warning-value-out-of-range.ts';
import warningWrongType from './warning-wrong-type.ts';

/** Every rule of preflight, one for each file of this folder. */
export const rules: readonly Rule[] = [
  rule42253InvalidYaml,
  rule42254DatasetNotFound,
  rule42255DatasetNotReady,
  rule42256NoTrainingData,
  rule42257FluxHfTokenRequired,
  rule42258Flux2OomRisk,
  rule42259QwenEditControlMissing,
  rule42260QwenEditSampleControlMissing,
  rule42261WanI2vSamplingCrash,
  rule42262InvalidJobName,
  rule42263MultiFrameLatentCaching,
  rule42264DiffOutputPreservationTrigger,
  rule42265VideoLoraNumFramesOne,
  rule42266ImageDatasetMultiFrames,
  rule42268Ltx2VideoI2vBatchSize,
  rule42269DiffPreservationCacheConflict,
  rule42270ImageModelGcOffOomRisk,
  rule42271FluxHighBatchOomRisk,
  rule42272WanVideoOomRisk,
  rule42274InvalidLearningRate,
  rule42275MissingModelArch,
  rule42298ForeignPath,
  rule42298HubPush,
  rule42298JobKind,
  rule42298ProcessType,
  rule42298SeveralProcesses,
  rule42298Tracker,
  rule42299AugmentedVideos,
  rule42299BlockType,
  rule42299Buckets,
  rule42299ChromaFile,
  rule42299ControlKind,
  rule42299DatasetControl,
  rule42299FluxOnly,
  rule42299FrameCount,
  rule42299GradientAccumulation,
  rule42299GuidanceLoss,
  rule42299LatentCaching,
  rule42299LoadedLoras,
  rule42299MergeOnSave,
  rule42299ModelMismatch,
  rule42299ModelNameMissing,
  rule42299NetworkType,
  rule42299NoDatasets,
  rule42299NoiseStages,
  rule42299NothingTrained,
  rule42299NumberNeeded,
  rule42299OptimizerArguments,
  rule42299Poi,
  rule42299Preservation,
  rule42299PromptFlag,
  rule42299RecoveryAdapter,
  rule42299Resolution,
  rule42299SampleControlUnsupported,
  rule42299SampleControl,
  rule42299SampleShape,
  rule42299SchedulerArguments,
  rule42299ShortCaptions,
  rule42299SingleFile,
  rule42299TextCachingControls,
  rule42299TextCachingMixed,
  rule42299TextCachingSamples,
  rule42299TextEncoderUnload,
  rule42299TriggerWord,
  rule42299TypeNeeded,
  rule42299UnknownValue,
  rule42299Validation,
  rule42299VideoOnImageModel,
  warningBatchOfControls,
  warningDefaultAlpha,
  warningFewerMediaThanBatch,
  warningFramesTrimmed,
  warningGatedRepository,
  warningHighLearningRate,
  warningMended,
  warningNeverSaved,
  warningNoiseScheduler,
  warningPromptCut,
  warningSampleSize,
  warningTextNotes,
  warningUncaptioned,
  warningUnknownArchitecture,
  warningUnknownKey,
  warningValueOutOfRange,
  warningWrongType,
];
