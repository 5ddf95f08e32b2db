import { LitElement, html, nothing } from 'lit';
import '../shell/mark.ts';
import { baseStyles } from '../elements/shared-styles.ts';
import { loadReference, type OperationJson, type Reference } from './document.ts';
import { pageStyles } from './page-styles.ts';
import { inline, prose } from './prose.ts';
import { textStyles } from './text-styles.ts';
import './operation.ts';

/** The API's documentation: what there is by plugin at the side, an overview or one call beside it. */
export class ApiDocs extends LitElement {
  static override properties = {
    reference: { state: true },
    fault: { state: true },
    wanted: { state: true },
    search: { state: true },
  };
  declare reference: Reference | undefined;
  declare fault: string;
  declare wanted: string;
  declare search: string;
  static override styles = [baseStyles, textStyles, pageStyles];

  constructor() {
    super();
    this.fault = '';
    this.search = '';
    this.wanted = location.hash.slice(1);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#follow);
    loadReference().then(
      (reference) => (this.reference = reference),
      (error: unknown) => (this.fault = error instanceof Error ? error.message : String(error)),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#follow);
  }

  #follow = (): void => {
    this.wanted = location.hash.slice(1);
    void this.updateComplete.then(() => {
      scrollTo(0, 0);
      this.renderRoot.querySelector('main')?.focus({ preventScroll: true });
    });
  };

  override render() {
    return html`
      <header>
        <a class="home" href="/"><ipm-mark></ipm-mark>Image Project Manager</a>
        <span>API documentation</span>
        <a class="raw" href="openapi.json">openapi.json</a>
      </header>
      ${this.reference ? this.#body(this.reference) : this.#waiting()}
    `;
  }

  #waiting() {
    if (!this.fault)
      return html`<main>
        <h1 class="visually-hidden">API documentation</h1>
        <p role="status">Loading …</p>
      </main>`;
    return html`<main role="alert">
      <h1>The documentation can’t be shown</h1>
      <p>${this.fault}</p>
      <p><a href="/">Go to the site</a></p>
    </main>`;
  }

  #body(reference: Reference) {
    const operation = reference.operations.find(({ operationId }) => operationId === this.wanted);
    const { document } = reference;
    return html`<div class="columns">
      ${this.#index(reference)}
      <main tabindex="-1">
        ${
          operation
            ? html`<ipm-api-operation .operation=${operation} .document=${document}></ipm-api-operation>`
            : this.#overview(reference)
        }
      </main>
    </div>`;
  }

  #index({ document, operations }: Reference) {
    const part = this.search.trim().toLowerCase();
    const found = operations.filter(({ summary, method, path }) =>
      `${method} ${path} ${summary}`.toLowerCase().includes(part),
    );
    const groups = document.tags.filter(({ name }) => found.some(({ tags }) => tags.includes(name)));
    return html`<nav aria-label="Calls">
      <label class="visually-hidden" for="search">Search calls</label>
      <input
        id="search"
        type="search"
        placeholder="Search calls"
        @input=${({ target }: InputEvent) => (this.search = (target as HTMLInputElement).value)}
      />
      <p class="visually-hidden" role="status">${part ? `${found.length} calls found` : ''}</p>
      <a href="#" aria-current=${this.wanted === '' ? 'page' : nothing}>Overview</a>
      ${groups.map(
        ({ name, 'x-displayName': title }) => html`
          <h2>${title}</h2>
          <ul>
            ${found.filter(({ tags }) => tags.includes(name)).map((operation) => this.#entry(operation))}
          </ul>
        `,
      )}
      ${groups.length === 0 ? html`<p>No call has “${this.search.trim()}” in it.</p>` : nothing}
    </nav>`;
  }

  #entry({ operationId, method, path, summary }: OperationJson) {
    return html`<li>
      <a href=${`#${operationId}`} title=${summary} aria-current=${operationId === this.wanted ? 'page' : nothing}
        ><span class="method">${method}</span> <span class="path">${path}</span></a
      >
    </li>`;
  }

  #overview({ document }: Reference) {
    const { info, servers, tags, components } = document;
    return html`
      ${this.wanted ? html`<p class="failed">There is no call “${this.wanted}” here.</p>` : nothing}
      <h1>${info.title} <span class="quiet">${info.version}</span></h1>
      <p>${info.summary}</p>
      ${prose(info.description)}
      <h2>Prefixes</h2>
      <dl>
        ${servers.map(
          ({ url, description }) =>
            html`<dt><code>${url}</code></dt>
              <dd>${inline(description)}</dd>`,
        )}
      </dl>
      <h2>Ways in</h2>
      <dl>
        ${Object.values(components.securitySchemes).map(
          ({ name, description }) =>
            html`<dt><code>${name ?? 'Authorization'}</code></dt>
              <dd>${inline(description)}</dd>`,
        )}
      </dl>
      <h2>Parts</h2>
      <dl>
        ${tags.map(
          ({ 'x-displayName': title, description }) =>
            html`<dt>${title}</dt>
              <dd>${inline(description)}</dd>`,
        )}
      </dl>
    `;
  }
}
customElements.define('ipm-api-docs', ApiDocs);
