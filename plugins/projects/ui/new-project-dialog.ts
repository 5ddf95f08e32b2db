/* eslint lit-a11y/no-autofocus: off -- a dialog's first field takes the focus, as WAI-ARIA's dialog pattern asks */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, navigate, sentenceOf } from '#ui';
import { createProject } from './project-store.ts';

/** Asks for a name and makes a project, then goes there. Fires `projects-close` when it is left. */
export class NewProjectDialog extends LitElement {
  static override properties = { open: { type: Boolean }, failure: { state: true }, isBusy: { state: true } };
  declare open: boolean;
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [
    baseStyles,
    css`
      wa-dialog {
        --width: 30rem;
      }
      form {
        display: grid;
        gap: var(--ipm-space-4);
      }
      .failure {
        color: var(--ipm-danger-text);
      }
    `,
  ];

  constructor() {
    super();
    this.open = false;
    this.failure = '';
    this.isBusy = false;
  }

  async #create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const fields = new FormData(event.target as HTMLFormElement);
    const text = (field: string): string => String(fields.get(field) ?? '').trim();
    if (!text('name') || !text('group')) {
      this.failure = text('name') ? 'Name the group that may work in it.' : 'Give the project a name.';
      return;
    }
    this.isBusy = true;
    this.failure = '';
    try {
      const project = await createProject({
        name: text('name'),
        description: text('description') || null,
        meta_group_id: text('group'),
      });
      this.#close();
      navigate(`/projects/${project.id}`);
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  #close(): void {
    this.failure = '';
    this.dispatchEvent(new Event('projects-close'));
  }

  override render() {
    return html`<wa-dialog
      label="New project"
      ?open=${this.open}
      @wa-hide=${(event: Event) => event.target === event.currentTarget && this.open && this.#close()}
    >
      ${
        this.open
          ? html`<form id="new" novalidate @submit=${this.#create}>
              <wa-input label="Name" name="name" required autofocus autocomplete="off" maxlength="255"></wa-input>
              <wa-textarea label="Description (optional)" name="description" rows="3" resize="auto"></wa-textarea>
              <wa-input
                label="Group"
                name="group"
                value="default"
                required
                maxlength="255"
                hint="People of this group may work in the project."
              ></wa-input>
              ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
            </form>`
          : nothing
      }
      <wa-button slot="footer" appearance="outlined" data-dialog="close">Cancel</wa-button>
      <wa-button slot="footer" variant="brand" type="submit" form="new" ?loading=${this.isBusy}
        >Create project</wa-button
      >
    </wa-dialog>`;
  }
}
customElements.define('projects-new-dialog', NewProjectDialog);
