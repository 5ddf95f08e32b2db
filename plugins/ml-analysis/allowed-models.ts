import type { Identity } from '#core';
import { modelNotAllowed, withFaults } from './errors.ts';
import { settings } from './settings.ts';

/** Refuses to announce a model that the site does not allow, or the pipeline that signed the call not. */
export function checkAnnounced(modelName: string, user: Identity): void {
  const { allowedModels } = settings();
  if (!allowedModels.includes(modelName)) {
    const message = `is none of ${allowedModels.join(', ')} (ML_ALLOWED_MODELS)`;
    throw withFaults(modelNotAllowed(), [{ pointer: '/body/model_name', message }]);
  }
  checkSigner(modelName, user, '/body/model_name');
}

/** Refuses a call that a pipeline signed which may not work on this model; calls that nobody signed pass. */
export function checkSigner(modelName: string, { signer }: Identity, pointer = '/path/analysis_id'): void {
  const allowed = signer?.allowedModels;
  if (!allowed || allowed.includes(modelName)) return;
  const own = `the pipeline '${signer.keyId}' may work on ${allowed.join(', ') || 'none'}`;
  throw withFaults(modelNotAllowed(), [{ pointer, message: `is of the model '${modelName}'; ${own}` }]);
}
