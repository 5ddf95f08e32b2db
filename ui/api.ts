import { calls } from './request.ts';
import { upload } from './upload.ts';

export { ApiProblem, apiUrl, type FieldFault, type GetOptions, type Page, type Query } from './request.ts';

/** Calls of the API with this browser's rights. Paths are relative to /api. Every refusal throws an ApiProblem; an
    aborted call throws the AbortError of its signal. */
export const api = { ...calls, upload };
