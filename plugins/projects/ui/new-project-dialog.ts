/* eslint lit-a11y/no-autofocus: off -- a dialog's first field takes the focus, as WAI-ARIA's dialog pattern asks */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { api, baseStyles, navigate, sentenceOf } from '#ui';
import { createProject } from './project-store.ts';

/** Asks for a name and makes a project, then goes there. Fires `projects-close` when it is left. */
export class NewProjectDialog extends LitElement {
  static override properties = {
    open: { type: Boolean },
    failure: { state: true },
    isBusy: { state: true },
    groups: { state: true },
  };
  declare open: boolean;
  declare failure: string;
  declare isBusy: boolean;
  /** Names of the groups that the person is in, to choose from; empty while nobody knows. */
  declare groups: readonly string[];

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
      .group {
        display: grid;
        gap: var(--ipm-space-2);
      }
      .mine {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--ipm-space-1);
        color: var(--ipm-text-quiet);
        font-size: var(--ipm-text-s);
      }
      .mine button {
        min-height: 1.5rem;
        padding: 0 var(--ipm-space-2);
        border: 1px solid var(--ipm-border-strong);
        border-radius: var(--ipm-radius-s);
        background: none;
        color: var(--ipm-text);
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      .mine button:hover {
        background: var(--ipm-hover);
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
    this.groups = [];
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) void this.#askGroups();
  }

  async #askGroups(): Promise<void> {
    // They are a convenience: a name can be typed all the same.
    this.groups = await api.get<string[]>('/users/me/groups').catch(() => []);
  }

  #chooseGroup(name: string): void {
    const field = this.renderRoot.querySelector<HTMLElement & { value: string }>('wa-input[name=group]');
    if (!field) return;
    field.value = name;
    field.focus();
  }

  async #create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const fields = new FormData(event.target as HTMLFormElement);
    const text = (field: string): string => String(fields.get(field) ?? '').trim();
    this.failure = text('name') ? '' : 'Give the project a name.';
    if (this.failure) return;
    this.isBusy = true;
    this.failure = '';
    try {
      const project = await createProject({
        name: text('name'),
        description: text('description') || null,
        ...(text('group') ? { meta_group_id: text('group') } : {}),
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

  #renderGroups() {
    if (this.groups.length === 0) return nothing;
    return html`<p class="mine">
      Yours:
      ${this.groups.map((name) => html`<button type="button" @click=${() => this.#chooseGroup(name)}>${name}</button>`)}
    </p>`;
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
              <div class="group">
                <wa-input
                  label="Group (optional)"
                  name="group"
                  maxlength="255"
                  autocomplete="off"
                  hint="All who are in it may work in the project. A name that is new makes a group with you in it. Without one, only you see the project, and whom you add as members."
                ></wa-input>
                ${this.#renderGroups()}
              </div>
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
