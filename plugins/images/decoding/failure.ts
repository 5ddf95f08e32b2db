/** Why a picture could not be decoded, and the HTTP status that says so. */
export const decodeCodes = {
  /** Not an image, or of a kind that no decoder here reads. */
  unsupported_type: 415,
  /** An image whose bytes are truncated or broken. */
  damaged: 422,
  /** Width times height, as the header says, is over the pixel cap. */
  too_many_pixels: 422,
  /** The time cap was reached and the decoder process was killed. */
  timed_out: 422,
  /** The memory cap was reached and the decoder process was killed. */
  out_of_memory: 422,
  /** The decoder process died by itself or by someone else's hand; the same task may well succeed later. */
  crashed: 500,
  /** The disk is full, a file is missing or may not be written: nothing to do with the picture. */
  storage: 500,
  /** Too many tasks are waiting; come back in a moment. */
  busy: 503,
  /** The caller's signal was aborted, or the decoder was closed. */
  cancelled: 499,
} as const;

/** One of the reasons in `decodeCodes`. */
export type DecodeCode = keyof typeof decodeCodes;

/** Thrown for everything that keeps a picture from being decoded; `message` is a sentence for people. */
export class DecodeFailure extends Error {
  readonly code: DecodeCode;
  /** HTTP status that fits `code`. */
  readonly status: number;

  constructor(code: DecodeCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DecodeFailure';
    this.code = code;
    this.status = decodeCodes[code];
  }
}

/** True when `error` is a `DecodeFailure` (of that code, if one is given). */
export function isDecodeFailure(error: unknown, code?: DecodeCode): error is DecodeFailure {
  return error instanceof DecodeFailure && (code === undefined || error.code === code);
}
