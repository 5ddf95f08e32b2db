/** Exit codes of the program; `interrupted` is what shells expect after Ctrl-C. */
export const exitCode = { done: 0, failed: 1, usage: 2, unreachable: 3, refused: 4, interrupted: 130 } as const;

/** A failure told as a sentence with its remedy; `code` is the exit code of the program. */
export class PipelineProblem extends Error {
  readonly code: number;
  /** HTTP status of the answer that caused it, or 0 when there was none. */
  readonly status: number;

  constructor(message: string, code: number = exitCode.failed, status = 0) {
    super(message);
    this.name = 'PipelineProblem';
    this.code = code;
    this.status = status;
  }
}

/** The sentence inside an error answer: `detail` of a problem document, or the first 300 characters of the text. */
export function detailOf(text: string): string {
  try {
    const problem = JSON.parse(text) as { detail?: unknown; errors?: { pointer?: string; message?: string }[] };
    const faults = (problem.errors ?? []).map((fault) => `${fault.pointer ?? ''} ${fault.message ?? ''}`.trim());
    if (typeof problem.detail === 'string') return [problem.detail, ...faults].join(' ');
  } catch {
    // Not JSON: a proxy's page, for example. The text itself is the best there is to show.
  }
  return text.trim().slice(0, 300) || 'no explanation given';
}

/** Facts about a refused call that decide what a person can do about it. */
export interface Refusal {
  action: string;
  status: number;
  detail: string;
  isSigned: boolean;
  hasApiKey: boolean;
  secretSource: string;
  /** Seconds by which the server's clock is ahead of ours, from its Date header; NaN when it sent none. */
  clockAheadSeconds: number;
}

/** Turns a refused call into a sentence that names the culprit and the remedy. */
export function refused(refusal: Refusal): PipelineProblem {
  const said = `The server refused to ${refusal.action} (${refusal.status}): ${refusal.detail.replace(/[.\s]*$/, '.')}`;
  const remedy = remedyFor(refusal);
  const isCredential = refusal.status === 401 || refusal.status === 403;
  return new PipelineProblem(
    remedy ? `${said} ${remedy}` : said,
    isCredential ? exitCode.refused : exitCode.failed,
    refusal.status,
  );
}

function remedyFor({ status, detail, isSigned, hasApiKey, secretSource, clockAheadSeconds }: Refusal): string {
  if (status === 401 && isSigned) {
    if (Math.abs(clockAheadSeconds) > 240) {
      return `The clocks differ by ${Math.round(Math.abs(clockAheadSeconds))} seconds, and a signature holds for five minutes: set this machine's clock.`;
    }
    return `The secret from ${secretSource} is probably not the server's ML_CALLBACK_HMAC_SECRET${hasApiKey ? ', or the API key is not valid' : ''}.`;
  }
  if (status === 401) {
    return hasApiKey
      ? 'The API key is not valid: make a new one and pass it with --api-key or API_KEY.'
      : 'This server wants to know who is calling: pass an API key with --api-key or API_KEY.';
  }
  if (detail.includes('Model not allowed')) {
    return 'Add the name to ML_ALLOWED_MODELS on the server, or choose an allowed one with --model-name.';
  }
  if (detail.includes('Analysis limit reached')) {
    return 'Raise ML_MAX_ANALYSES_PER_IMAGE on the server, or take another image.';
  }
  if (detail.includes('ML analysis feature disabled')) return 'Set ML_ANALYSIS_ENABLED=true on the server.';
  if (status === 404) return 'Is the id right? The address of an image page ends in it: /images/<id>.';
  if (status === 422 && !isSigned) return 'An image id looks like 0b0f6c9e-3f7a-4a53-9a55-0d4a6f1f2c11.';
  if (status === 409) return 'Somebody cancelled or finished this analysis in the meantime.';
  return '';
}
