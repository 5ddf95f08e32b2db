/** An answer whose JSON text is there already; core sends it as it is. */
export class WrittenJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An answer of a route from its JSON text, such as the database wrote it; outside production the text is checked. */
export const writtenJson = <T>(text: string): T => new WrittenJson(text) as T;
