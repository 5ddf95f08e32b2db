import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, css, html, nothing } from 'lit';
import { announce, baseStyles, sentenceOf, type ProjectJson } from '#ui';
import { longestName } from '../schemas.ts';
import { createClass } from './class-store.ts';

/** A line that makes a class from its name; colour and key come by themselves. It stays open for the next one. */
export class NewClass extends LitElement {
  static override properties = { project: { attribute: false }, failure: { state: true }, isBusy: { state: true } };
  declare project: ProjectJson;
  declare failure: string;
  declare isBusy: boolean;

  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    css`
      form {
        display: flex;
        gap: var(--ipm-space-2);
      }
      wa-input {
        flex: 1;
        min-width: 0;
      }
      wa-input::part(form-control-label) {
        position: absolute;
        margin: 0;
        clip-path: inset(50%);
      }
      .failure {
        margin-top: var(--ipm-space-1);
        color: var(--ipm-danger-text);
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
    this.isBusy = false;
  }

  async #add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = this.renderRoot.querySelector('wa-input');
    const name = (field?.value ?? '').trim();
    if (!field || !name || this.isBusy) return;
    this.isBusy = true;
    this.failure = '';
    try {
      await createClass(this.project.id, { name });
      field.value = '';
      announce(`Added the class ${name}`);
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
    field.focus();
  }

  override render() {
    return html`<form novalidate @submit=${this.#add}>
        <wa-input
          name="name"
          placeholder="New class"
          label="Name of a new class"
          autocomplete="off"
          maxlength=${longestName}
          @input=${() => (this.failure = '')}
        ></wa-input>
        <wa-button type="submit" appearance="outlined" ?loading=${this.isBusy} @click=${this.#submit}
          ><wa-icon slot="start" name="plus"></wa-icon>Add</wa-button
        >
      </form>
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}`;
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector('form')?.requestSubmit();
  }
}
customElements.define('classification-new-class', NewClass);
