import { AppError, defineError } from '#core';
import type { Fault } from '#core';

// The sentences that shipped pipelines look for stay as they are; where more helps, it stands in the problem's `errors`.
export const featureDisabled = defineError('ml-analysis.disabled', 404, 'ML analysis feature disabled');
export const imageMismatch = defineError('ml-analysis.image_mismatch', 400, 'Image ID mismatch');
export const limitReached = defineError('ml-analysis.limit_reached', 400, 'Analysis limit reached for this image');
export const modelNotAllowed = defineError('ml-analysis.model_not_allowed', 400, 'Model not allowed');
export const illegalTransition = defineError('ml-analysis.illegal_transition', 409, 'Illegal transition %s->%s');
export const tooManyAnnotations = defineError(
  'ml-analysis.too_many_annotations',
  400,
  'Too many annotations in one request',
);
export const analysisEnded = defineError(
  'ml-analysis.ended',
  409,
  'This analysis is %s, so nothing can be added to it any more. Create another analysis for further results.',
);
export const pathTraversal = defineError(
  'ml-analysis.path_traversal',
  400,
  'Invalid filename: path traversal not allowed',
);
export const invalidArtifactPath = defineError('ml-analysis.invalid_artifact_path', 400, 'Invalid artifact path');
export const invalidAnalysisInPath = defineError(
  'ml-analysis.invalid_analysis_in_path',
  400,
  'Invalid analysis ID in path',
);
export const artifactMissing = defineError('ml-analysis.artifact_missing', 404, 'Artifact not found in storage');

/** The same refusal, with the places and remedies in its `errors`. */
export const withFaults = ({ code, status, message }: AppError, faults: readonly Fault[]): AppError =>
  new AppError(code, status, message, { faults });
