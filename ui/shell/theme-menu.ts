import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html } from 'lit';
import '../elements/icons.ts';
import { SignalController } from '../signal.ts';
import { theme, type ThemeChoice } from '../theme.ts';

/** The themes, with their names and signs. */
export const themeChoices: readonly (readonly [ThemeChoice, title: string, icon: string])[] = [
  ['light', 'Light', 'sun'],
  ['dark', 'Dark', 'moon'],
  ['system', 'Like this machine', 'contrast'],
];

/** Chooses light, dark, or what the machine says, where nobody is signed in who has a menu. */
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
        <wa-icon
          name=${themeChoices.find(([choice]) => choice === theme.value)?.[2] ?? 'contrast'}
          label="Appearance"
        ></wa-icon>
      </wa-button>
      ${themeChoices.map(
        ([value, title, icon]) =>
          html`<wa-dropdown-item type="checkbox" value=${value} .checked=${theme.value === value}
            ><wa-icon slot="icon" name=${icon}></wa-icon>${title}</wa-dropdown-item
          >`,
      )}
    </wa-dropdown>`;
  }
}
customElements.define('ipm-theme-menu', ThemeMenu);
