import { LitElement, css, html, nothing } from 'lit';
import { baseStyles } from '../elements/shared-styles.ts';
import { exampleTexts, type AnswerJson, type DocumentJson, type MediaJson, type OperationJson } from './document.ts';
import { inline, prose } from './prose.ts';
import { line, schemaStyles, schemaView } from './schema-view.ts';
import { textStyles } from './text-styles.ts';
import './try-it.ts';

/** One call: what it does, who may, what it takes and answers, and a form to try it. */
export class ApiOperation extends LitElement {
  static override properties = { operation: { attribute: false }, document: { attribute: false } };
  declare operation: OperationJson;
  declare document: DocumentJson;

  static override styles = [
    baseStyles,
    textStyles,
    schemaStyles,
    css`
      :host {
        display: grid;
        gap: var(--ipm-space-6);
        min-width: 0;
      }
      section {
        min-width: 0;
      }
      .address {
        margin: var(--ipm-space-2) 0 var(--ipm-space-4);
        overflow-wrap: anywhere;
      }
      details {
        margin-top: var(--ipm-space-2);
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius);
        background: var(--ipm-surface);
      }
      summary {
        padding: var(--ipm-space-2) var(--ipm-space-3);
        cursor: pointer;
      }
      .inside {
        padding: 0 var(--ipm-space-3) var(--ipm-space-3);
      }
    `,
  ];

  override render() {
    const { summary, description, method, path, parameters, requestBody, responses } = this.operation;
    return html`
      <section>
        <h1>${summary}</h1>
        <p class="address"><b class="method">${method}</b> <code>${path}</code></p>
        ${prose(description)} ${this.#ways()}
      </section>
      ${
        parameters.length > 0
          ? html`<section>
              <h2>Parameters</h2>
              <ul class="fields">
                ${parameters.map(
                  ({ name, in: place, schema, required, description: about }) =>
                    html`<li><span class="type">${place}</span> ${line(name, schema, required, about)}</li>`,
                )}
              </ul>
            </section>`
          : nothing
      }
      ${
        requestBody
          ? html`<section>
              <h2>Body</h2>
              ${this.#content(requestBody.content)}
            </section>`
          : nothing
      }
      <section>
        <h2>Answers</h2>
        ${Object.entries(responses).map(([status, answer]) => this.#answer(status, answer))}
      </section>
      <ipm-api-try .operation=${this.operation} .servers=${this.document.servers}></ipm-api-try>
    `;
  }

  #ways() {
    const { security } = this.operation;
    if (security.length === 0) return nothing;
    const schemes = this.document.components.securitySchemes;
    const nameOf = (key: string) => schemes[key]?.name ?? 'API key';
    const ways = security.map((way) => Object.keys(way).map(nameOf).join(' with '));
    return html`<p>Ways in: ${ways.join('; ')}. <a href="#">What they are</a></p>`;
  }

  #content(content: Readonly<Record<string, MediaJson>>) {
    return Object.entries(content).map(
      ([type, media]) => html`
        <h3>${type}</h3>
        ${media.schema && Object.keys(media.schema).length > 0 ? schemaView(media.schema) : nothing}
        ${exampleTexts(media).map(
          ([name, text]) =>
            html`<h4>${name}</h4>
              <pre tabindex="0" aria-label=${`${name} of ${type}`}><code>${text}</code></pre>`,
        )}
      `,
    );
  }

  #answer(status: string, { description, content = {} }: AnswerJson) {
    const about = html`<b class="figures ${status < '400' ? 'fine' : ''}">${status}</b> ${inline(description)}`;
    if (Object.keys(content).length === 0) return html`<p>${about}</p>`;
    return html`<details ?open=${status < '400'}>
      <summary>${about}</summary>
      <div class="inside">${this.#content(content)}</div>
    </details>`;
  }
}
customElements.define('ipm-api-operation', ApiOperation);
