import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/popover/popover.js';
import { LitElement, css, html, nothing } from 'lit';
import { activities, clearActivity, type Activity } from '../activity.ts';
import '../elements/icons.ts';
import '../elements/progress.ts';
import { baseStyles } from '../elements/shared-styles.ts';
import { connection } from '../events.ts';
import { SignalController } from '../signal.ts';

/** Work under way on any page, and whether the server is heard. */
export class ActivityMenu extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .trigger {
        position: relative;
        display: inline-block;
      }
      .dot {
        position: absolute;
        inset: 0.25rem 0.25rem auto auto;
        width: 0.5rem;
        height: 0.5rem;
        border: 2px solid var(--ipm-surface);
        border-radius: 50%;
        box-sizing: content-box;
        background: var(--ipm-accent);
        pointer-events: none;
      }
      .dot.failed {
        background: var(--ipm-danger);
      }
      .dot.offline {
        background: var(--ipm-warning);
      }
      wa-popover {
        --max-width: 22rem;
      }
      .list {
        display: grid;
        gap: var(--ipm-space-3);
        width: min(20rem, 80vw);
      }
      h2 {
        font-size: var(--ipm-text-m);
        font-weight: var(--ipm-weight-bold);
      }
      li {
        display: grid;
        gap: var(--ipm-space-1);
        padding-top: var(--ipm-space-3);
        border-top: 1px solid var(--ipm-border);
      }
      .line {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-2);
      }
      .line > :first-child {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .small {
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    new SignalController(this, activities, connection);
  }

  #renderActivity(activity: Activity) {
    const { id, title, detail, progress, state, href, cancel } = activity;
    return html`<li>
      <div class="line">
        ${href ? html`<a href=${href}>${title}</a>` : html`<span>${title}</span>`}
        ${
          state === 'running'
            ? cancel && html`<wa-button size="s" appearance="plain" @click=${cancel}>Cancel</wa-button>`
            : html`<wa-button size="s" appearance="plain" @click=${() => clearActivity(id)}
                ><wa-icon name="x" label="Take off the list"></wa-icon
              ></wa-button>`
        }
      </div>
      ${state === 'running' ? html`<ipm-progress .value=${progress} label=${title}></ipm-progress>` : nothing}
      <span class="small quiet figures">${detail}</span>
    </li>`;
  }

  override render() {
    const all = activities.value;
    const running = all.filter(({ state }) => state === 'running').length;
    const isOffline = connection.value !== 'online';
    const mark = isOffline
      ? 'offline'
      : all.some(({ state }) => state === 'failed')
        ? 'failed'
        : running
          ? 'running'
          : '';
    const label = isOffline ? 'Activity: no connection' : running ? `Activity: ${running} running` : 'Activity';
    return html`
      <span class="trigger">
        <wa-button id="trigger" appearance="plain"><wa-icon name="activity" label=${label}></wa-icon></wa-button>
        ${mark ? html`<span class="dot ${mark}"></span>` : nothing}
      </span>
      <wa-popover for="trigger" placement="bottom-end" without-arrow>
        <div class="list">
          <div class="line">
            <h2>Activity</h2>
            <span class="small quiet">${isOffline ? 'No connection' : 'Connected'}</span>
          </div>
          ${
            all.length > 0
              ? html`<ul>
                  ${all.map((each) => this.#renderActivity(each))}
                </ul>`
              : html`<p class="small quiet">Uploads and other work that goes on in the background show here.</p>`
          }
        </div>
      </wa-popover>
    `;
  }
}
customElements.define('ipm-activity-menu', ActivityMenu);
