import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, type PropertyValues } from 'lit';
import { CommandsController, SignalController, baseStyles, navigate, session, setDocumentTitle } from '#ui';
import './audit.ts';
import './groups.ts';
import './people.ts';
import './pipelines.ts';
import './plugins.ts';
import './roles.ts';
import { sections } from './sections.ts';

/** The page /administration/{section}, for administrators; others are told so. */
export class AdministrationPage extends LitElement {
  static override properties = { section: { attribute: false }, query: { attribute: false } };
  declare section: string;
  declare query: URLSearchParams;
  #element: (HTMLElement & { query?: URLSearchParams }) | undefined;

  static override styles = [
    baseStyles,
    css`
      :host {
        flex: 1;
        display: grid;
        grid-template-columns: 12rem minmax(0, 1fr);
        align-items: start;
        align-content: start;
        gap: var(--ipm-space-8);
        width: min(76rem, 100%);
        margin: 0 auto;
        padding: var(--ipm-space-6) var(--ipm-space-6) var(--ipm-space-16);
      }
      :host([data-refused]) {
        grid-template-columns: minmax(0, 1fr);
        align-content: stretch;
        align-items: stretch;
      }
      nav {
        position: sticky;
        top: calc(var(--ipm-bar) + var(--ipm-space-6));
        display: grid;
        gap: 2px;
      }
      nav a {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-2);
        min-height: var(--ipm-control);
        padding: 0 var(--ipm-space-3);
        border-radius: var(--ipm-radius);
        color: var(--ipm-text-quiet);
        text-decoration: none;
        white-space: nowrap;
      }
      nav a:hover {
        background: var(--ipm-hover);
        color: var(--ipm-text);
      }
      nav a[aria-current='page'] {
        background: var(--ipm-pressed);
        color: var(--ipm-text);
        font-weight: var(--ipm-weight-medium);
      }
      @media (max-width: 800px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--ipm-space-4);
          padding: var(--ipm-space-3) var(--ipm-space-4) var(--ipm-space-16);
        }
        nav {
          position: static;
          display: flex;
          flex-wrap: wrap;
        }
        nav a {
          padding: 0 var(--ipm-space-2);
        }
        nav wa-icon {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.section = '';
    this.query = new URLSearchParams();
    new SignalController(this, session);
    new CommandsController(this, () =>
      sections.map(({ id, title, icon }) => ({
        id: `administration.${id}`,
        title: `Administration: ${title}`,
        group: 'Administration',
        icon,
        when: () => this.#isAllowed,
        run: () => navigate(`/administration/${id}`),
      })),
    );
  }

  get #isAllowed(): boolean {
    return Boolean(session.value.user?.is_administrator);
  }

  get #shown() {
    return sections.find(({ id }) => id === (this.section || sections[0]?.id));
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.toggleAttribute('data-refused', !this.#isAllowed || !this.#shown);
    const element = this.#isAllowed ? this.#shown?.element : undefined;
    if (element !== this.#element?.localName) this.#element = element ? document.createElement(element) : undefined;
    if (this.#element && changed.has('query')) this.#element.query = this.query;
  }

  override updated(): void {
    setDocumentTitle(this.#isAllowed && this.#shown ? `${this.#shown.title} · Administration` : 'Administration');
  }

  override render() {
    if (!this.#isAllowed) {
      return html`<ipm-empty level="1" icon="lock" heading="This is for administrators">
        You can’t administer this site. Whoever does can make you an administrator.
        <wa-button slot="actions" variant="brand" href="/">All projects</wa-button>
        <wa-button slot="actions" appearance="outlined" href="/account">My account</wa-button>
      </ipm-empty>`;
    }
    if (!this.#shown) {
      return html`<ipm-empty level="1" icon="search" heading="There is no such part of the administration">
        <wa-button slot="actions" variant="brand" href="/administration">Administration</wa-button>
      </ipm-empty>`;
    }
    return html`<nav aria-label="Administration">
        ${sections.map(
          ({ id, title, icon }) =>
            html`<a href=${`/administration/${id}`} aria-current=${id === this.#shown?.id ? 'page' : 'false'}
              ><wa-icon name=${icon}></wa-icon>${title}</a
            >`,
        )}
      </nav>
      ${this.#element}`;
  }
}
customElements.define('administration-page', AdministrationPage);
