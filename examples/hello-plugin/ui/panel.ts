import { css, html, LitElement } from 'lit';
import { api, EventsController, sentenceOf, toast } from '#ui';
import type { ImageJson } from '#ui';

interface Greeting {
  id: string;
  text: string;
}

/** The greetings of one image, live, and a button that says hello. */
export class HelloPanel extends LitElement {
  static override properties = { image: { attribute: false }, greetings: { state: true } };
  declare image: ImageJson;
  declare greetings: Greeting[] | null;

  static override styles = css`
    ul {
      margin: 0 0 8px;
      padding-left: 20px;
    }
    button {
      font: inherit;
      min-height: 32px;
    }
  `;

  constructor() {
    super();
    this.greetings = null;
    new EventsController(this, ['hello-plugin.greeted'], (payload) => {
      if ((payload as { image_id: string }).image_id === this.image.id) void this.#load();
    });
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('image')) void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.greetings = await api.get<Greeting[]>(`/images/${this.image.id}/greetings`);
    } catch (error) {
      toast({ text: sentenceOf(error), tone: 'danger' });
    }
  }

  async #greet(): Promise<void> {
    try {
      await api.post(`/images/${this.image.id}/greetings`, { text: `Hello, ${this.image.filename}!` });
    } catch (error) {
      toast({ text: sentenceOf(error), tone: 'danger' });
    }
  }

  protected override render() {
    return html`
      ${
        this.greetings?.length
          ? html`<ul>
              ${this.greetings.map(({ text }) => html`<li>${text}</li>`)}
            </ul>`
          : html`<p>Nobody has said hello yet.</p>`
      }
      <button @click=${() => this.#greet()}>Say hello</button>
    `;
  }
}

customElements.define('hello-plugin-panel', HelloPanel);
