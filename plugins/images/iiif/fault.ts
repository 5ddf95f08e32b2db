/** Thrown for a request that the IIIF Image API does not allow; `message` is a sentence that says what is wrong. */
export class IiifFault extends Error {
  /** HTTP status: the specification asks for 400 in every case that is detected here. */
  readonly status = 400;

  constructor(message: string) {
    super(message);
    this.name = 'IiifFault';
  }
}
