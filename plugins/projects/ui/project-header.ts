import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { baseStyles, toast, type CommitEvent, type EditableText, type ProjectJson } from '#ui';
import { projectHeaderStyles } from './project-header-styles.ts';
import { ProjectMembers } from './project-members.ts';

/** Fired when the person wrote another name or description. */
export class ChangeProjectEvent extends Event {
  static readonly type = 'projects-change';
  readonly changes: { name?: string; description?: string | null };
  constructor(changes: { name?: string; description?: string | null }) {
    super(ChangeProjectEvent.type);
    this.changes = changes;
  }
}

/** Name and description of a project, edited in place, whose it is, and its menu. Fires `projects-change` and `projects-delete`. */
export class ProjectHeader extends LitElement {
  static override properties = { project: { attribute: false } };
  declare project: ProjectJson;
  readonly #members = new ProjectMembers(this);

  static override styles = [baseStyles, projectHeaderStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('project')) this.#members.open(this.project.id);
  }

  /** Turns the name into a field. */
  rename(): void {
    this.renderRoot.querySelector<EditableText>('h1 ipm-editable-text')?.edit();
  }

  #change(changes: ChangeProjectEvent['changes']): void {
    this.dispatchEvent(new ChangeProjectEvent(changes));
  }

  #onMenu(event: CustomEvent<{ item: { value: string } }>): void {
    const { value } = event.detail.item;
    if (value === 'rename') this.rename();
    if (value === 'delete') this.dispatchEvent(new Event('projects-delete'));
    if (value === 'copy') void this.#copyId();
  }

  async #copyId(): Promise<void> {
    await navigator.clipboard.writeText(this.project.id);
    toast({ text: 'The project’s id is on the clipboard.' });
  }

  #renderMenu() {
    const { edit, delete: canDelete } = this.project.abilities;
    return html`<wa-dropdown placement="bottom-end" @wa-select=${this.#onMenu}>
      <wa-button slot="trigger" appearance="outlined"
        ><wa-icon name="ellipsis" label="More about this project"></wa-icon
      ></wa-button>
      ${
        edit
          ? html`<wa-dropdown-item value="rename"
              ><wa-icon slot="icon" name="pencil"></wa-icon>Rename</wa-dropdown-item
            >`
          : nothing
      }
      <wa-dropdown-item value="copy"><wa-icon slot="icon" name="copy"></wa-icon>Copy the id</wa-dropdown-item>
      ${
        canDelete
          ? html`<wa-dropdown-item value="delete" variant="danger"
              ><wa-icon slot="icon" name="trash-2"></wa-icon>Delete project</wa-dropdown-item
            >`
          : nothing
      }
    </wa-dropdown>`;
  }

  #renderWhose() {
    const { id, meta_group_id: group } = this.project;
    const count = this.#members.members?.length;
    return html`<p class="whose figures">
      <a href=${`/projects/${id}?tab=members`}
        ><wa-icon name="users"></wa-icon
        >${count === undefined ? 'Members' : `${count} ${count === 1 ? 'member' : 'members'}`}</a
      >
      ${group ? html`<span>Group ${group}</span>` : nothing}
    </p>`;
  }

  override render() {
    const { name, description, abilities } = this.project;
    return html`<header>
      <div class="names">
        <nav aria-label="Where you are"><a href="/">Projects</a></nav>
        <h1>
          <ipm-editable-text
            label="Project name"
            required
            .value=${name}
            .editable=${Boolean(abilities['edit'])}
            @ipm-commit=${({ value }: CommitEvent) => this.#change({ name: value })}
          ></ipm-editable-text>
        </h1>
        <ipm-editable-text
          class="description"
          label="Description"
          placeholder="Add a description"
          maxlength="2000"
          .value=${description ?? ''}
          .editable=${Boolean(abilities['edit'])}
          @ipm-commit=${({ value }: CommitEvent) => this.#change({ description: value || null })}
        ></ipm-editable-text>
        ${this.#renderWhose()}
      </div>
      ${this.#renderMenu()}
    </header>`;
  }
}
customElements.define('projects-header', ProjectHeader);

declare global {
  interface HTMLElementTagNameMap {
    'projects-header': ProjectHeader;
  }
}
