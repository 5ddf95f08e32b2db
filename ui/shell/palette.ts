/* eslint lit-a11y/no-autofocus: off -- a dialog's first field takes the focus, as WAI-ARIA's dialog pattern asks */
/* eslint lit-a11y/click-events-have-key-events: off -- options of a combobox are chosen by the keys of its field */
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { availableCommands, keysOf, searchSources, type Command } from '../commands.ts';
import '../elements/icons.ts';
import { baseStyles, keyStyles } from '../elements/shared-styles.ts';
import { keyCaps } from '../keys.ts';
import { announce, sentenceOf } from '../notices.ts';
import { rankCommands } from './rank-commands.ts';
import { paletteStyles } from './palette-styles.ts';

const pauseMs = 150;

/** The palette: type to find a thing or a command, arrows to choose, Enter to go. Fires `ipm-close`. */
export class Palette extends LitElement {
  static override properties = {
    open: { type: Boolean },
    text: { state: true },
    found: { state: true },
    failure: { state: true },
    active: { state: true },
  };
  declare open: boolean;
  declare text: string;
  declare found: readonly Command[];
  declare failure: string;
  declare active: number;
  #commands: readonly Command[] = [];
  #search: AbortController | undefined;

  static override styles = [baseStyles, keyStyles, paletteStyles];

  constructor() {
    super();
    this.open = false;
    this.text = '';
    this.found = [];
    this.failure = '';
    this.active = 0;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.#commands = availableCommands().filter(({ id }) => id !== 'shell.palette');
    this.text = '';
    this.active = 0;
    void this.#find('');
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('active')) this.renderRoot.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  get #shown(): Command[] {
    return [...this.found, ...rankCommands(this.#commands, this.text)];
  }

  async #find(text: string): Promise<void> {
    this.#search?.abort();
    const search = (this.#search = new AbortController());
    this.failure = '';
    if (text) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (search.signal.aborted) return;
    const lists = await Promise.allSettled(searchSources().map((source) => source.search(text, search.signal)));
    if (search.signal.aborted) return;
    this.found = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
    const failed = lists.find((list) => list.status === 'rejected');
    this.failure = failed ? sentenceOf(failed.reason) : '';
    announce(`${this.#shown.length} results`);
  }

  #onInput(event: InputEvent): void {
    this.text = (event.target as HTMLInputElement).value.trim();
    this.active = 0;
    void this.#find(this.text);
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.#shown.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + 8,
      PageUp: this.active - 8,
    };
    const next = moves[event.key];
    if (next !== undefined)
      this.active =
        next > last ? (event.key === 'ArrowDown' ? 0 : last) : next < 0 ? (event.key === 'ArrowUp' ? last : 0) : next;
    else if (event.key === 'Enter') this.#run(this.#shown[this.active]);
    else return;
    event.preventDefault();
  }

  #close(): void {
    this.dispatchEvent(new Event('ipm-close'));
  }

  #run(command: Command | undefined): void {
    if (!command) return;
    this.#close();
    command.run();
  }

  #renderCommand(command: Command, index: number, before: Command | undefined) {
    const group = command.group ?? 'Commands';
    const key = keysOf(command)[0];
    return html`
      ${group === before?.group ? nothing : html`<li class="group" role="presentation">${group}</li>`}
      <li
        id="option-${index}"
        role="option"
        class=${index === this.active ? 'active' : ''}
        aria-selected=${index === this.active}
        @click=${() => this.#run(command)}
        @pointermove=${() => (this.active = index)}
      >
        <wa-icon name=${command.icon ?? 'command'}></wa-icon>
        <span>${command.title}</span>
        ${key ? html`<span class="caps">${keyCaps(key).map((cap) => html`<kbd>${cap}</kbd>`)}</span>` : nothing}
      </li>
    `;
  }

  override render() {
    const shown = this.#shown;
    return html`<wa-dialog
      label="Search and commands"
      without-header
      light-dismiss
      ?open=${this.open}
      @wa-hide=${(event: Event) => event.target === event.currentTarget && this.open && this.#close()}
    >
      ${this.open ? this.#renderBody(shown) : nothing}
    </wa-dialog>`;
  }

  #renderBody(shown: readonly Command[]) {
    return html`
      <label>
        <wa-icon name="search"></wa-icon>
        <input
          autofocus
          type="text"
          role="combobox"
          aria-label="Search and commands"
          aria-expanded="true"
          aria-controls="options"
          aria-activedescendant=${shown.length > 0 ? `option-${this.active}` : nothing}
          autocomplete="off"
          spellcheck="false"
          placeholder="Find a project or a command"
          @input=${this.#onInput}
          @keydown=${this.#onKey}
        />
      </label>
      <ul id="options" role="listbox" aria-label="Results">
        ${shown.map((command, index) => this.#renderCommand(command, index, shown[index - 1]))}
      </ul>
      ${shown.length === 0 ? html`<p class="none">Nothing is called “${this.text}”.</p>` : nothing}
      ${this.failure ? html`<p class="none" role="alert">${this.failure}</p>` : nothing}
    `;
  }
}
customElements.define('ipm-palette', Palette);
