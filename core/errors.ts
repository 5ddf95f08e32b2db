/** One fault of an input: where (RFC 6901 pointer into body, query or path) and what to do about it. */
export interface Fault {
  pointer: string;
  message: string;
}

/** What a client may be told: a stable code to branch on, an HTTP status, and a sentence for people. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly status: number;
  readonly faults: readonly Fault[] | undefined;
  /** Response headers that belong to the refusal, such as Retry-After. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    status: number,
    message: string,
    more: { faults?: readonly Fault[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.status = status;
    this.faults = more.faults;
    this.headers = more.headers ?? {};
  }
}

/** An error of a catalogue: call it to make one to throw; `code`, `status` and `sentence` are for documentation. */
export interface ErrorMaker {
  (...values: (string | number)[]): AppError;
  readonly code: string;
  readonly status: number;
  readonly sentence: string;
}

/** Declares an error once; each `%s` in the sentence takes the next value. */
export function defineError(code: string, status: number, sentence: string): ErrorMaker {
  const make = (...values: (string | number)[]) => {
    const rest = values.map(String);
    return new AppError(
      code,
      status,
      sentence.replace(/%s/g, () => rest.shift() ?? '?'),
    );
  };
  return Object.assign(make, { code, status, sentence });
}

export const notFound = defineError('core.not_found', 404, '%s not found');
export const noSuchRoute = defineError('core.no_such_route', 404, 'There is no %s here. See /api/openapi.json.');
export const methodNotAllowed = defineError('core.method_not_allowed', 405, '%s is not possible here; use %s.');
export const forbidden = defineError('core.forbidden', 403, "Access forbidden: this needs the permission '%s'.");
export const scopeMissing = defineError(
  'core.scope_missing',
  403,
  "This API key is not good for this: it lacks '%s'. Make one with that scope, or sign in.",
);
export const keyReachesFarther = defineError(
  'core.key_reaches_farther',
  403,
  'An API key can make and end only keys that reach no farther than itself; this one reaches %s. Sign in to do it.',
);
export const authenticationRequired = defineError('core.authentication_required', 401, 'Authentication required.');
export const apiKeyRequired = defineError('core.api_key_required', 401, 'API key required.');
export const signatureRequired = defineError(
  'core.signature_required',
  401,
  'Invalid or missing HMAC signature. Send X-ML-Timestamp and X-ML-Signature: sha256=<hex HMAC-SHA256 of timestamp.body>.',
);
export const signatureNotConfigured = defineError(
  'core.signature_not_configured',
  500,
  'HMAC secret not configured: set ML_CALLBACK_HMAC_SECRET on the server.',
);
export const pipelineExists = defineError('core.pipeline_exists', 409, "There is a pipeline named '%s' already.");
export const keyIdTaken = defineError(
  'core.key_id_taken',
  409,
  "The key id '%s' is another pipeline's. Choose another, or leave it out.",
);
export const pipelineBuiltIn = defineError(
  'core.pipeline_built_in',
  409,
  'The built-in pipeline comes from the settings ML_CALLBACK_HMAC_SECRET and ML_CALLBACK_HMAC_KEY_ID; change it there.',
);
export const twoPipelineSecrets = defineError(
  'core.two_pipeline_secrets',
  409,
  'This pipeline has two secrets already. Remove the older one first.',
);
export const lastPipelineSecret = defineError(
  'core.last_pipeline_secret',
  409,
  'This is the last secret of the pipeline. Give it another first, or deactivate the pipeline.',
);
export const bodyTooLarge = defineError('core.body_too_large', 413, 'The request body is over the limit of %s bytes.');
export const bodyTooSlow = defineError(
  'core.body_too_slow',
  408,
  'The request body did not come in time: send it within %s seconds, a large one with at least 16 kB a second.',
);
export const tooManyUnproven = defineError(
  'core.too_many_unproven',
  503,
  'Too many signed requests are coming in at once. Try again in some seconds.',
);
export const foreignOrigin = defineError(
  'core.foreign_origin',
  403,
  'This request comes from another site (%s), which may not act here.',
);
export const keyReused = defineError(
  'core.idempotency_key_reused',
  422,
  'This Idempotency-Key was used before with another body. Use a new key for a new request.',
);
export const answerLost = defineError(
  'core.answer_lost',
  409,
  'This was done before, but its answer was sealed with another SECRET_KEY. Make another with a new Idempotency-Key.',
);
export const invalidCursor = defineError(
  'core.invalid_cursor',
  422,
  'The cursor is not one that this server gave out.',
);

/** The input does not fit its schema; says each fault with its pointer. */
export function invalidInput(faults: readonly Fault[]): AppError {
  const sentences = faults.slice(0, 5).map(({ pointer, message }) => `${pointer || '/'} ${message}`);
  const more = faults.length > 5 ? ` (and ${faults.length - 5} more)` : '';
  return new AppError('core.invalid_input', 422, `The request is not valid: ${sentences.join('; ')}${more}.`, {
    faults,
  });
}

/** A fault of set-up, told to whoever starts the server: one sentence with the culprit and the remedy. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
