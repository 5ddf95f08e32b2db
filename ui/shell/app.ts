import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { CommandsController } from '../commands.ts';
import '../elements/slot-item.ts';
import { baseStyles } from '../elements/shared-styles.ts';
import { runKey } from '../key-handler.ts';
import { setDocumentTitle, toast } from '../notices.ts';
import { currentLocation } from '../router.ts';
import { session } from '../session.ts';
import { SignalController } from '../signal.ts';
import { plugins, type Contribution, type PluginFault } from '../slots.ts';
import { shellCommands } from './shell-commands.ts';
import './connection-banner.ts';
import './key-sheet.ts';
import './link-page.ts';
import './not-found.ts';
import { findPage } from './pages.ts';
import './palette.ts';
import { isEntrance } from './return-to.ts';
import './session-dialog.ts';
import './sign-in-page.ts';
import './toasts.ts';
import './top-bar.ts';

type Route = { page: Contribution; props: Record<string, unknown> };
/** Pages whose class says `static chrome = 'reading-room'` get the whole window, without the top bar. */
type PageClass = CustomElementConstructor & { chrome?: 'reading-room' };

/** The application: top bar, the page that the address asks for, palette, list of keys, toasts. */
export class App extends LitElement {
  static override properties = { isPaletteOpen: { state: true }, areKeysOpen: { state: true } };
  declare isPaletteOpen: boolean;
  declare areKeysOpen: boolean;
  #route: Route | undefined;
  #search: string | undefined;
  #query = new URLSearchParams();

  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 100dvh;
      }
      :host([data-room]) {
        height: 100dvh;
        overflow: hidden;
      }
      :host([data-room]) main {
        min-height: 0;
      }
      main {
        flex: 1;
        display: flex;
        flex-direction: column;
        min-width: 0;
        outline: none;
      }
      .skip {
        position: absolute;
        inset: var(--ipm-space-2) auto auto var(--ipm-space-2);
        z-index: 20;
        padding: var(--ipm-space-2) var(--ipm-space-3);
        border-radius: var(--ipm-radius);
        background: var(--ipm-raised);
        box-shadow: var(--ipm-shadow);
      }
      .skip:not(:focus) {
        clip-path: inset(50%);
      }
      .waiting {
        width: min(72rem, 100%);
        margin: var(--ipm-space-12) auto;
        padding: 0 var(--ipm-space-6);
      }
      ipm-empty {
        flex: 1;
      }
    `,
  ];

  constructor() {
    super();
    this.isPaletteOpen = false;
    this.areKeysOpen = false;
    new SignalController(this, currentLocation, plugins, session);
    new CommandsController(this, () =>
      shellCommands({ openPalette: () => (this.isPaletteOpen = true), openKeys: () => (this.areKeysOpen = true) }),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', runKey);
    plugins.subscribe(({ faults }) => tellFaults(faults));
  }

  override willUpdate(): void {
    const { pathname, search } = currentLocation.value;
    if (search !== this.#search) this.#query = new URLSearchParams(search);
    this.#search = search;
    this.#route = this.#findRoute(pathname);
    const chrome = this.#route && (customElements.get(this.#route.page.element) as PageClass | undefined)?.chrome;
    document.documentElement.dataset['chrome'] = chrome ?? 'bar';
    this.toggleAttribute('data-room', chrome === 'reading-room');
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const element = this.#route?.page.element ?? '';
    if (element === this.dataset['page']) return;
    const isFirst = this.dataset['page'] === undefined;
    this.dataset['page'] = element;
    if (plugins.value.state !== 'ready' || this.#entrance) return;
    setDocumentTitle(this.#route?.page.title ?? 'Not found');
    if (!isFirst) this.renderRoot.querySelector('main')?.focus({ preventScroll: true });
  }

  #findRoute(pathname: string): Route | undefined {
    const found = findPage(pathname);
    return found && { page: found.page, props: { ...found.params, query: this.#query } };
  }

  /** The pages that are there before anybody is signed in, and before plugins are. */
  get #entrance(): 'sign-in' | 'link' | undefined {
    const { pathname } = currentLocation.value;
    if (!isEntrance(pathname)) return undefined;
    return pathname.startsWith('/link') ? 'link' : 'sign-in';
  }

  #renderPage() {
    if (this.#entrance === 'link') return html`<ipm-link-page></ipm-link-page>`;
    if (this.#entrance === 'sign-in') return html`<ipm-sign-in-page></ipm-sign-in-page>`;
    const isUnknown = session.value.state === 'failed';
    const { state, detail } = isUnknown ? { state: 'failed', detail: session.value.detail } : plugins.value;
    if (this.#route)
      return html`<ipm-slot-item .contribution=${this.#route.page} .props=${this.#route.props}></ipm-slot-item>`;
    if (state === 'loading') return html`<div class="waiting"><ipm-skeleton lines="4"></ipm-skeleton></div>`;
    if (state === 'ready') return html`<ipm-not-found></ipm-not-found>`;
    return html`<ipm-empty level="1" icon="wifi-off" heading="This page couldn’t be loaded" tone="danger">
      ${detail}
      <wa-button slot="actions" variant="brand" @click=${() => location.reload()}>Try again</wa-button>
    </ipm-empty>`;
  }

  override render() {
    const isRoom = document.documentElement.dataset['chrome'] === 'reading-room';
    const isBare = isRoom || session.value.state !== 'signed-in' || this.#entrance !== undefined;
    return html`
      <nav aria-label="Skip"><a class="skip" href="#main" @click=${this.#skip}>Skip to content</a></nav>
      ${
        isBare
          ? nothing
          : html`<ipm-top-bar
              @ipm-open-palette=${() => (this.isPaletteOpen = true)}
              @ipm-open-keys=${() => (this.areKeysOpen = true)}
            ></ipm-top-bar>`
      }
      <ipm-connection-banner></ipm-connection-banner>
      <ipm-session-dialog></ipm-session-dialog>
      <main id="main" tabindex="-1">${this.#renderPage()}</main>
      <ipm-palette .open=${this.isPaletteOpen} @ipm-close=${() => (this.isPaletteOpen = false)}></ipm-palette>
      <ipm-key-sheet .open=${this.areKeysOpen} @ipm-close=${() => (this.areKeysOpen = false)}></ipm-key-sheet>
      <ipm-toasts></ipm-toasts>
    `;
  }

  #skip(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector('main')?.focus();
  }
}
customElements.define('ipm-app', App);

/** One notice for all plugins that are not whole; the sentences about several are in the browser's console. */
function tellFaults(faults: readonly PluginFault[]): void {
  if (faults.length === 0) return;
  // eslint-disable-next-line no-console -- a plugin's author looks there
  for (const { plugin, detail } of faults) console.error(`The plugin "${plugin}" is not complete. ${detail}`);
  const names = [...new Set(faults.map(({ plugin }) => `“${plugin}”`))];
  const [first] = faults;
  const text =
    faults.length === 1
      ? `The plugin ${names[0]} is not complete. ${first?.detail}`
      : `Some plugins are not complete: ${names.join(', ')}.`;
  toast({ text, tone: 'warning', duration: 0 });
}
