import { isAbsolute, normalize } from 'node:path';
import { ApiError, type Captioner } from '@trainyard/core';
import { requestFinding } from '../jobs/finding-order.ts';
import { isRepositoryName } from '../models/hub-cache.ts';

/**
 * Throws 42299 for a model that the captioner does not load, and 42298 for a path outside the folders in which the
 * installation allows models.
 */
export function checkCaptionModel(
  captioner: Captioner,
  model: string,
  modelFolders: readonly string[],
): void {
  if (captioner.models.includes(model)) return;
  if (!captioner.takesOtherModels) {
    throw refusal(
      42299,
      `${captioner.label} loads one of these models alone: ${captioner.models.join(', ')}.`,
    );
  }
  if (isRepositoryName(model)) return;
  const isInside =
    isAbsolute(model) &&
    normalize(model) === model &&
    modelFolders.some((folder) => model.startsWith(`${folder.replace(/\/+$/, '')}/`));
  if (isInside) return;
  const allowed =
    modelFolders.length === 0
      ? 'this installation allows no folders (MODEL_FOLDERS)'
      : `or a path in ${modelFolders.join(' or ')}`;
  throw refusal(
    42298,
    `The model ${JSON.stringify(model)} cannot be used: name a repository on Hugging Face, such as ${captioner.models[0]}; ${allowed}.`,
  );
}

function refusal(code: 42298 | 42299, message: string): ApiError {
  return new ApiError(code, message, { findings: [requestFinding(code, 'model', message)] });
}
