import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { baseStyles, sentenceOf } from '#ui';
import { memberFieldStyles } from './member-styles.ts';
import type { RoleName } from './project-members.ts';
import { roleChoices } from './roles.ts';

/** Adds a person or a group; throws an ApiProblem when that is refused. */
export type AddMember = (holder: { email: string } | { group: string }, role: RoleName) => Promise<unknown>;

/** Takes a person's e-mail or a group's name, and a role, and hands them to `add`. */
export class NewMember extends LitElement {
  static override properties = {
    add: { attribute: false },
    failure: { state: true },
    isBusy: { state: true },
  };
  declare add: AddMember;
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [baseStyles, memberFieldStyles];

  constructor() {
    super();
    this.failure = '';
    this.isBusy = false;
  }

  async #add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const form = event.target as HTMLFormElement;
    const fields = new FormData(form);
    const who = String(fields.get('who') ?? '').trim();
    this.failure = who ? '' : 'Say whom: the e-mail address of a person, or the name of a group.';
    if (!who) return;
    this.isBusy = true;
    try {
      await this.add(who.includes('@') ? { email: who } : { group: who }, String(fields.get('role')) as RoleName);
      const field = form.querySelector('wa-input');
      if (field) field.value = '';
      field?.focus();
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  override render() {
    return html`<form novalidate @submit=${this.#add}>
      <wa-input
        label="E-mail of a person, or name of a group"
        name="who"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
      ></wa-input>
      <label
        >Role
        <select name="role">
          ${roleChoices.map(({ name, title }) => html`<option value=${name} ?selected=${name === 'annotator'}>${title}</option>`)}
        </select>
      </label>
      <wa-button type="submit" variant="brand" ?loading=${this.isBusy}
        ><wa-icon slot="start" name="user-plus"></wa-icon>Add</wa-button
      >
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
    </form>`;
  }
}
customElements.define('projects-new-member', NewMember);

declare global {
  interface HTMLElementTagNameMap {
    'projects-new-member': NewMember;
  }
}
