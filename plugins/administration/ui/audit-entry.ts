import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, formatExactTime } from '#ui';
import type { AuditEntryJson } from './records.ts';
import { sectionStyles } from './section-styles.ts';

type Change = AuditEntryJson['changes'][number];

const outcomes = {
  done: { title: 'Done', tone: '' },
  denied: { title: 'Denied', tone: 'warning' },
  failed: { title: 'Failed', tone: 'danger' },
} as const;
const operations = { insert: 'made', update: 'changed', delete: 'removed' } as const;

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

/** One entry of the audit; opened, it shows what was before and after. */
export class AuditEntry extends LitElement {
  static override properties = { entry: { attribute: false } };
  declare entry: AuditEntryJson;

  static override styles = [
    baseStyles,
    sectionStyles,
    css`
      :host {
        display: block;
      }
      :host(:not(:first-of-type)) {
        border-top: 1px solid var(--ipm-border);
      }
      summary {
        display: grid;
        grid-template-columns: 11rem minmax(0, 14rem) minmax(0, 1fr) auto;
        align-items: baseline;
        gap: var(--ipm-space-1) var(--ipm-space-3);
        padding: var(--ipm-space-2) var(--ipm-space-4);
        cursor: pointer;
      }
      summary:hover {
        background: var(--ipm-hover);
      }
      summary:focus-visible {
        outline-offset: -2px;
      }
      summary > * {
        overflow-wrap: anywhere;
      }
      .body {
        display: grid;
        gap: var(--ipm-space-3);
        padding: var(--ipm-space-3) var(--ipm-space-4) var(--ipm-space-4);
        border-top: 1px solid var(--ipm-border);
        background: var(--ipm-page);
        font-size: var(--ipm-text-s);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0 var(--ipm-space-4);
        overflow-wrap: anywhere;
      }
      dt {
        color: var(--ipm-text-quiet);
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        min-width: 24rem;
        width: 100%;
        border-collapse: collapse;
      }
      caption {
        padding-bottom: var(--ipm-space-1);
        text-align: start;
        font-weight: var(--ipm-weight-medium);
      }
      th,
      td {
        padding: var(--ipm-space-1) var(--ipm-space-2);
        border: 1px solid var(--ipm-border);
        text-align: start;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      th {
        font-weight: var(--ipm-weight);
        color: var(--ipm-text-quiet);
      }
      .before {
        background: var(--ipm-danger-quiet);
      }
      .after {
        background: var(--ipm-success-quiet);
      }
      @media (max-width: 640px) {
        summary {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .what {
          grid-column: 1 / -1;
          grid-row: 2;
        }
        .actor {
          grid-column: 1 / -1;
          grid-row: 3;
        }
      }
    `,
  ];

  #renderChange({ table, operation, id, before, after, rows }: Change) {
    if (!before && !after) {
      return html`<p>${table} ${operations[operation]}: ${rows ?? 'many'} ${rows === 1 ? 'row' : 'rows'}.</p>`;
    }
    const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
    const shown =
      operation === 'update' ? names.filter((name) => textOf(before?.[name]) !== textOf(after?.[name])) : names;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${`Change of ${table}`}>
      <table>
        <caption>
          ${table} ${operations[operation]}${id ? html` <code>${id}</code>` : nothing}
        </caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (name) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td class=${before ? 'before' : ''}>${textOf(before?.[name])}</td>
                <td class=${after ? 'after' : ''}>${textOf(after?.[name])}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #renderBody() {
    const {
      status,
      detail,
      via,
      address,
      agent,
      request_id,
      target_id,
      project_id,
      changes,
      changes_left_out,
      hash,
      action,
    } = this.entry;
    const facts: [string, unknown][] = [
      ['Action', action],
      ['Answer', status],
      ['Detail', detail],
      ['Way in', via],
      ['Address', address],
      ['Browser', agent],
      ['Request', request_id],
      ['Project', project_id],
      ['Target', target_id],
      ['Hash', hash],
    ];
    return html`<div class="body">
      <dl>
        ${facts
          .filter(([, value]) => value !== null && value !== '')
          .map(
            ([title, value]) =>
              html`<dt>${title}</dt>
                <dd>${textOf(value)}</dd>`,
          )}
      </dl>
      ${changes.map((change) => this.#renderChange(change))}
      ${changes_left_out > 0 ? html`<p class="small">${changes_left_out} more rows were changed and are not kept one by one.</p>` : nothing}
    </div>`;
  }

  override render() {
    const { at, actor, action, summary, outcome } = this.entry;
    const { title, tone } = outcomes[outcome];
    return html`<details>
      <summary>
        <time class="small figures" datetime=${at}>${formatExactTime(at)}</time>
        <span class="actor small">${actor?.email ?? 'Nobody known'}</span>
        <span class="what">${summary || action}</span>
        <span class=${`tag ${tone}`}>${title}</span>
      </summary>
      ${this.#renderBody()}
    </details>`;
  }
}
customElements.define('administration-audit-entry', AuditEntry);
