import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, formatNumber } from '#ui';
import { Loader, drawLoaded } from './loader.ts';
import type { PluginJson } from './records.ts';
import { rowStyles, sectionStyles } from './section-styles.ts';

type Setting = PluginJson['settings'][number];

function textOf(value: unknown): string {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'empty';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is installed: the platform and its plugins, with what each adds and how it is set. */
export class Plugins extends LitElement {
  readonly #plugins = new Loader(this, (signal) => api.get<PluginJson[]>('/plugins', { signal }));

  static override styles = [
    baseStyles,
    sectionStyles,
    rowStyles,
    css`
      details {
        padding: 0 var(--ipm-space-4);
      }
      details + details {
        border-top: 1px solid var(--ipm-border);
      }
      summary {
        padding: var(--ipm-space-3) 0;
        cursor: pointer;
      }
      summary .title {
        display: inline-flex;
      }
      summary p {
        padding-inline-start: 1.05rem;
      }
      .body {
        display: grid;
        gap: var(--ipm-space-4);
        padding: 0 0 var(--ipm-space-4) 1.05rem;
      }
      dl {
        display: grid;
        gap: var(--ipm-space-1) var(--ipm-space-4);
        grid-template-columns: minmax(9rem, max-content) minmax(0, 1fr);
        font-size: var(--ipm-text-s);
      }
      dt {
        color: var(--ipm-text-quiet);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .names {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--ipm-space-3);
      }
      @media (max-width: 640px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
        dd {
          margin-bottom: var(--ipm-space-2);
        }
      }
    `,
  ];

  #renderSetting({ name, env, description, value, is_default }: Setting) {
    const shown = value === null ? (is_default ? 'not set' : 'set, and secret') : textOf(value);
    return html`<dt><code>${env ?? name}</code></dt>
      <dd>
        <strong>${shown}</strong>${is_default ? nothing : html` <span class="tag accent">changed</span>`}
        <div class="small">${description}</div>
      </dd>`;
  }

  #renderNames(title: string, names: readonly string[]) {
    if (names.length === 0) return nothing;
    return html`<dt>${title}</dt>
      <dd class="names">${names.map((name) => html`<code>${name}</code>`)}</dd>`;
  }

  #renderPlugin({ name, title, summary, needs, is_first_party, permissions, events, tables, settings }: PluginJson) {
    return html`<details>
      <summary>
        <span class="title"
          >${title}
          <code class="small">${name}</code>${is_first_party ? nothing : html`<span class="tag">added</span>`}</span
        >
        <p class="small">${summary}</p>
      </summary>
      <div class="body">
        <dl>
          ${this.#renderNames('Needs', needs)}
          ${this.#renderNames(
            'Permissions',
            permissions.map((each) => each.name),
          )}
          ${this.#renderNames('Events', events)} ${this.#renderNames('Tables', tables)}
        </dl>
        ${
          settings.length > 0
            ? html`<h3>Settings</h3>
                <dl>${settings.map((each) => this.#renderSetting(each))}</dl>`
            : nothing
        }
      </div>
    </details>`;
  }

  override render() {
    const { value } = this.#plugins;
    return html`<h1>
        Plugins${value ? html`<span class="count figures">${formatNumber(value.length - 1)}</span>` : nothing}
      </h1>
      <p class="lead">
        What is installed, what each part adds, and how it is set. Settings come from the environment of the server and
        are changed there.
      </p>
      ${drawLoaded(
        this.#plugins,
        'The plugins',
        (plugins) => html`<div class="rows">${plugins.map((each) => this.#renderPlugin(each))}</div>`,
      )}`;
  }
}
customElements.define('administration-plugins', Plugins);
