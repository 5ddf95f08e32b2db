import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html } from 'lit';
import '../elements/icons.ts';
import { SignalController } from '../signal.ts';
import { theme, type ThemeChoice } from '../theme.ts';

const choices: readonly (readonly [ThemeChoice, title: string])[] = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['system', 'Like this machine'],
];
const icons: Readonly<Record<ThemeChoice, string>> = { light: 'sun', dark: 'moon', system: 'contrast' };

/** Chooses light, dark, or what the machine says. */
export class ThemeMenu extends LitElement {
  constructor() {
    super();
    new SignalController(this, theme);
  }

  #choose(event: CustomEvent<{ item: { value: string } }>): void {
    // The menu ticks its own item on a click; the choice below is what counts.
    event.preventDefault();
    theme.set(event.detail.item.value as ThemeChoice);
    this.renderRoot.querySelector('wa-dropdown')!.open = false;
  }

  override render() {
    return html`<wa-dropdown placement="bottom-end" @wa-select=${this.#choose}>
      <wa-button slot="trigger" appearance="plain">
        <wa-icon name=${icons[theme.value]} label="Appearance"></wa-icon>
      </wa-button>
      ${choices.map(
        ([value, title]) =>
          html`<wa-dropdown-item type="checkbox" value=${value} .checked=${theme.value === value}
            ><wa-icon slot="icon" name=${icons[value]}></wa-icon>${title}</wa-dropdown-item
          >`,
      )}
    </wa-dropdown>`;
  }
}
customElements.define('ipm-theme-menu', ThemeMenu);
