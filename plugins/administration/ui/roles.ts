import { LitElement, css, html } from 'lit';
import { api, baseStyles } from '#ui';
import { Loader, drawLoaded } from './loader.ts';
import type { PermissionJson, PluginJson } from './records.ts';
import { sectionStyles } from './section-styles.ts';

/** The roles of projects, from least to most: each has what those before it have. */
const projectRoles = ['viewer', 'commenter', 'annotator', 'reviewer', 'manager', 'owner'] as const;
const columns = [
  ...projectRoles.map((name) => ({ name, title: name[0]!.toUpperCase() + name.slice(1) })),
  { name: 'member', title: 'Everybody' },
  { name: 'pipeline', title: 'Pipeline' },
  { name: 'administrator', title: 'Administrator' },
];

/** Whether a role has a permission, as the server decides it. */
function has(role: string, { granted_to }: PermissionJson): boolean {
  if (role === 'administrator' || granted_to.includes(role)) return true;
  const rank = projectRoles.indexOf(role as (typeof projectRoles)[number]);
  return rank >= 0 && granted_to.some((granted) => isBelow(granted, rank));
}

function isBelow(role: string, rank: number): boolean {
  const least = projectRoles.indexOf(role as (typeof projectRoles)[number]);
  return least >= 0 && least <= rank;
}

/** Who has it, in words. */
function sentenceFor(permission: PermissionJson): string {
  const least = projectRoles.find((role) => has(role, permission));
  const who = [
    ...(permission.granted_to.includes('member') ? ['everybody, where no project is meant'] : []),
    ...(least === 'owner' ? ['owners of the project'] : least ? [`${least}s of the project and up`] : []),
    ...(permission.granted_to.includes('pipeline') ? ['pipelines'] : []),
    'administrators',
  ];
  const text = who.length > 1 ? `${who.slice(0, -1).join(', ')} and ${who.at(-1)}` : `only ${who[0]}`;
  return text[0]!.toUpperCase() + text.slice(1);
}

/** Every permission of every plugin, and which role has it. Roles are the same everywhere, so nothing is changed here. */
export class Roles extends LitElement {
  readonly #plugins = new Loader(this, (signal) => api.get<PluginJson[]>('/plugins', { signal }));

  static override styles = [
    baseStyles,
    sectionStyles,
    css`
      .scroll {
        position: relative;
        overflow-x: auto;
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius-l);
        background: var(--ipm-surface);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--ipm-text-s);
      }
      th,
      td {
        padding: var(--ipm-space-2);
        border-bottom: 1px solid var(--ipm-border);
        text-align: center;
        vertical-align: top;
      }
      tr:last-child > * {
        border-bottom: 0;
      }
      thead th {
        color: var(--ipm-text-quiet);
        font-weight: var(--ipm-weight-medium);
        white-space: nowrap;
      }
      th[scope='row'],
      th.permission {
        min-width: 14rem;
        text-align: start;
        font-weight: var(--ipm-weight);
      }
      th[scope='rowgroup'] {
        background: var(--ipm-sunken);
        text-align: start;
        font-weight: var(--ipm-weight-bold);
      }
      .who {
        display: block;
        color: var(--ipm-text-quiet);
      }
      .yes {
        color: var(--ipm-success-text);
      }
      .no {
        color: var(--ipm-text-quiet);
      }
    `,
  ];

  #renderPermission(permission: PermissionJson) {
    return html`<tr>
      <th scope="row">
        ${permission.title}<span class="who">${sentenceFor(permission)}.</span>
        <code class="who">${permission.name}</code>
      </th>
      ${columns.map(({ name }) =>
        has(name, permission)
          ? html`<td class="yes"><wa-icon name="check" label="Yes"></wa-icon></td>`
          : html`<td class="no"><span aria-hidden="true">–</span><span class="visually-hidden">No</span></td>`,
      )}
    </tr>`;
  }

  #renderTable(plugins: readonly PluginJson[]) {
    const shown = plugins.filter(({ permissions }) => permissions.length > 0);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Permissions and roles">
      <table>
        <thead>
          <tr>
            <th class="permission" scope="col">Permission</th>
            ${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        ${shown.map(
          ({ title, permissions }) =>
            html`<tbody>
              <tr>
                <th scope="rowgroup" colspan=${columns.length + 1}>${title}</th>
              </tr>
              ${permissions.map((each) => this.#renderPermission(each))}
            </tbody>`,
        )}
      </table>
    </div>`;
  }

  override render() {
    return html`<h1>Roles</h1>
      <p class="lead">
        What each role may do. The six roles of projects stand from least to most, and each has what those before it
        have; owners of a project give them at its tab “Members”. “Everybody” counts where no project is meant, such as
        making one. Plugins bring the permissions and say who has them.
      </p>
      ${drawLoaded(this.#plugins, 'The roles', (plugins) => this.#renderTable(plugins))}`;
  }
}
customElements.define('administration-roles', Roles);
