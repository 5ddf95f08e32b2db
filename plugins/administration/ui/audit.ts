import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { ApiProblem, api, apiUrl, baseStyles, sentenceOf } from '#ui';
import './audit-entry.ts';
import { auditQuery } from './audit-filter.ts';
import './audit-filter.ts';
import './audit-verification.ts';
import { Loader, drawLoaded } from './loader.ts';
import type { AuditEntryJson } from './records.ts';
import { rowStyles, sectionStyles } from './section-styles.ts';

const pageSize = 50;

/** What was done on this site, and what was refused; the filter is in the address. */
export class Audit extends LitElement {
  static override properties = { query: { attribute: false }, failure: { state: true }, isAtEnd: { state: true } };
  declare query: URLSearchParams;
  /** Why older entries could not be loaded. */
  declare failure: string;
  declare isAtEnd: boolean;
  readonly #entries = new Loader(this, (signal) => this.#load(null, signal));

  static override styles = [
    baseStyles,
    sectionStyles,
    rowStyles,
    css`
      .rows {
        overflow: hidden;
      }
    `,
  ];

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.failure = '';
    this.isAtEnd = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query') && this.hasUpdated) this.#entries.loadSoon();
  }

  async #load(before: string | null, signal?: AbortSignal): Promise<AuditEntryJson[]> {
    const query = { ...auditQuery(this.query), limit: pageSize, before };
    const entries = await api.get<AuditEntryJson[]>('/audit', { query, ...(signal ? { signal } : {}) });
    this.isAtEnd = entries.length < pageSize;
    return entries;
  }

  async #more(): Promise<void> {
    const shown = this.#entries.value ?? [];
    const last = shown.at(-1);
    if (!last) return;
    this.failure = '';
    try {
      const older = await this.#load(String(last.id));
      if (shown === this.#entries.value) this.#entries.set([...shown, ...older]);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.failure = sentenceOf(error);
    }
  }

  #renderEntries(entries: readonly AuditEntryJson[]) {
    if (entries.length === 0) {
      return html`<ipm-empty icon="history" heading="Nothing like that was done">
        Widen the time, or take a filter away.
      </ipm-empty>`;
    }
    return html`<div class="rows" role="list" aria-label="Entries">
        ${entries.map(
          (entry) => html`<administration-audit-entry role="listitem" .entry=${entry}></administration-audit-entry>`,
        )}
      </div>
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      ${
        this.isAtEnd
          ? html`<p class="small more">That is where it begins.</p>`
          : html`<wa-button class="more" appearance="outlined" @click=${() => void this.#more()}
              >Show older ones</wa-button
            >`
      }`;
  }

  override render() {
    return html`<header>
        <h1>Audit</h1>
        <wa-button appearance="outlined" href=${apiUrl('/audit.csv', auditQuery(this.query))} download="audit.csv"
          ><wa-icon slot="start" name="download"></wa-icon>CSV</wa-button
        >
      </header>
      <p class="lead">
        Who did what, and who was kept from what. Entries can’t be changed: each carries a hash of the one before it, so
        that one that is removed shows.
      </p>
      <administration-audit-verification></administration-audit-verification>
      <administration-audit-filter .query=${this.query}></administration-audit-filter>
      ${drawLoaded(this.#entries, 'The audit', (entries) => this.#renderEntries(entries))}`;
  }
}
customElements.define('administration-audit', Audit);
