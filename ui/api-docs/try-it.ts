import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { baseStyles } from '../elements/shared-styles.ts';
import { exampleTexts, type OperationJson, type ParameterJson } from './document.ts';
import { sendAttempt, type Attempt, type Reply } from './send.ts';
import { textStyles } from './text-styles.ts';
import { formStyles } from './form-styles.ts';

const STREAM_SECONDS = 5;

/** A form that sends the call for real, by this browser's session or by an API key, and shows what came back. */
export class ApiTry extends LitElement {
  static override properties = {
    operation: { attribute: false },
    servers: { attribute: false },
    reply: { state: true },
    fault: { state: true },
    isSending: { state: true },
  };
  declare operation: OperationJson;
  declare servers: { url: string; description: string }[];
  declare reply: Reply | undefined;
  declare fault: string;
  declare isSending: boolean;
  static override styles = [baseStyles, textStyles, formStyles];

  constructor() {
    super();
    this.fault = '';
    this.isSending = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('operation')) return;
    this.#forget();
    this.fault = '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  #forget(): void {
    if (this.reply?.picture) URL.revokeObjectURL(this.reply.picture);
    this.reply = undefined;
  }

  async #send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const attempt = this.#attemptOf(event.target as HTMLFormElement);
    this.#forget();
    this.fault = '';
    this.isSending = true;
    const isStream = 'text/event-stream' in (this.operation.responses['200']?.content ?? {});
    const signal = isStream ? AbortSignal.timeout(STREAM_SECONDS * 1000) : new AbortController().signal;
    try {
      this.reply = await sendAttempt(this.operation, attempt, signal);
    } catch (error) {
      this.fault = `Nothing came back: ${error instanceof Error ? error.message : String(error)}.`;
    } finally {
      this.isSending = false;
    }
  }

  #attemptOf(form: HTMLFormElement): Attempt {
    const given = new FormData(form);
    const textOf = (name: string) => String(given.get(name) ?? '');
    const values = Object.fromEntries(this.operation.parameters.map(({ name }) => [name, textOf(`in:${name}`)]));
    return { prefix: textOf('prefix'), apiKey: textOf('key').trim(), values, body: this.#bodyOf(given) };
  }

  #bodyOf(given: FormData): Attempt['body'] {
    const [type] = Object.keys(this.operation.requestBody?.content ?? {});
    if (type !== 'multipart/form-data') return type ? String(given.get('body')) : undefined;
    const body = new FormData();
    for (const [name, value] of given) {
      if (name.startsWith('part:') && value !== '') body.append(name.slice(5), value);
    }
    return body;
  }

  override render() {
    return html`<section aria-labelledby="try">
      <h2 id="try">Try it</h2>
      <p>This is not a rehearsal: what a call changes is changed.</p>
      ${
        'signature' in (this.operation.security[0] ?? {})
          ? html`<p>A pipeline’s signature can’t be made here, so the answer under most prefixes will be 401.</p>`
          : nothing
      }
      <form @submit=${this.#send}>
        <label
          >Prefix
          <select name="prefix">
            ${this.servers.map(({ url, description }) => html`<option value=${url}>${url} – ${description}</option>`)}
          </select></label
        >
        <label
          >API key (empty: as I am signed in)
          <input name="key" type="password" autocomplete="off" spellcheck="false" />
        </label>
        ${this.operation.parameters.map((parameter) => this.#input(parameter))} ${this.#body()}
        <button type="submit" ?disabled=${this.isSending}>${this.isSending ? 'Sending …' : 'Send'}</button>
      </form>
      <div role="status">${this.fault ? html`<p class="failed">${this.fault}</p>` : this.#reply()}</div>
    </section>`;
  }

  #input({ name, in: place, required, example }: ParameterJson) {
    return html`<label
      >${name} (${place}${required ? ', required' : ''})
      <input
        name=${`in:${name}`}
        ?required=${required && place === 'path'}
        placeholder=${example === undefined ? '' : String(example)}
        autocomplete="off"
        spellcheck="false"
      />
    </label>`;
  }

  #body() {
    const [entry] = Object.entries(this.operation.requestBody?.content ?? {});
    if (!entry) return nothing;
    const [type, media] = entry;
    if (type === 'multipart/form-data') {
      return Object.entries(media.schema?.properties ?? {}).map(
        ([name, { description }]) =>
          html`<label
            >${name}${description ? ` (${description})` : ''}
            <input name=${`part:${name}`} type=${name === 'file' ? 'file' : 'text'} />
          </label>`,
      );
    }
    const [, text = ''] = exampleTexts(media)[0] ?? [];
    return html`<label
      >Body
      <textarea
        name="body"
        rows=${Math.min(16, text.split('\n').length + 1)}
        spellcheck="false"
        .value=${text}
      ></textarea>
    </label>`;
  }

  #reply() {
    if (!this.reply) return nothing;
    const { status, statusText, headers, milliseconds, text, picture } = this.reply;
    return html`
      <h3>
        <span class=${status < 400 ? 'fine' : 'failed'}>${status} ${statusText}</span> in
        <span class="figures">${Math.round(milliseconds)}</span> ms
      </h3>
      ${picture ? html`<img src=${picture} alt="What came back" />` : nothing}
      ${text ? html`<pre tabindex="0" aria-label="What came back"><code>${text}</code></pre>` : nothing}
      <h4>Headers</h4>
      <pre tabindex="0" aria-label="Headers of the answer"><code>${headers
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n')}</code></pre>
    `;
  }
}
customElements.define('ipm-api-try', ApiTry);
