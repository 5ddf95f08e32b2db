import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { EventsController, api, baseStyles, nameOf, sentenceOf, setQuery, toast, type CommitEvent } from '#ui';
import { Loader, drawLoaded } from './loader.ts';
import type { GroupJson, GroupMemberJson } from './records.ts';
import { fieldStyles, rowStyles, sectionStyles } from './section-styles.ts';

type GroupWithMembers = GroupJson & { members: readonly GroupMemberJson[] };

/** One group: its name, who is in it and by whose word. Fires `administration-changed`. */
export class GroupMembers extends LitElement {
  static override properties = {
    groupId: { attribute: false },
    failure: { state: true },
    isDeleting: { state: true },
  };
  declare groupId: string;
  declare failure: string;
  declare isDeleting: boolean;
  readonly #group = new Loader(this, (signal) => api.get<GroupWithMembers>(`/groups/${this.groupId}`, { signal }));

  static override styles = [
    baseStyles,
    sectionStyles,
    rowStyles,
    fieldStyles,
    css`
      :host {
        padding: var(--ipm-space-4);
        background: var(--ipm-page);
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
    this.isDeleting = false;
    new EventsController(this, 'core.access_changed', () => this.#group.loadSoon());
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('groupId') && this.hasUpdated) void this.#group.load();
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    this.failure = '';
    try {
      await act();
      await this.#group.load();
      this.dispatchEvent(new Event('administration-changed'));
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  async #add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const email = String(new FormData(form).get('email') ?? '').trim();
    this.failure = email ? '' : 'Type the e-mail address of the person.';
    if (!email) return;
    await this.#try(async () => {
      await api.post(`/groups/${this.groupId}/members`, { email });
      const field = form.querySelector('wa-input');
      if (field) field.value = '';
    });
  }

  #remove({ user }: GroupMemberJson): Promise<void> {
    return this.#try(async () => {
      await api.del(`/groups/${this.groupId}/members/${user.id}`);
      const back = () => this.#try(() => api.post(`/groups/${this.groupId}/members`, { email: user.email }));
      toast({ text: `${nameOf(user)} is no longer in the group.`, action: { title: 'Undo', run: back } });
    });
  }

  async #delete(): Promise<void> {
    this.isDeleting = false;
    try {
      await api.del(`/groups/${this.groupId}`);
      setQuery({ group: null });
      this.dispatchEvent(new Event('administration-changed'));
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  #renderMember(member: GroupMemberJson, mayEdit: boolean) {
    const { user, source } = member;
    return html`<li class="row">
      <div class="what">
        <div class="title">
          ${nameOf(user)}${source === 'local' ? nothing : html`<span class="tag">by ${source}</span>`}
        </div>
        ${user.username ? html`<div class="facts">${user.email}</div>` : nothing}
      </div>
      ${
        mayEdit && source === 'local'
          ? html`<wa-button size="s" appearance="plain" @click=${() => void this.#remove(member)}
              ><wa-icon name="x" label=${`Take ${nameOf(user)} out`}></wa-icon
            ></wa-button>`
          : nothing
      }
    </li>`;
  }

  #renderGroup({ name, members, abilities }: GroupWithMembers) {
    return html`
      ${
        abilities.edit
          ? html`<div class="line">
                <ipm-editable-text
                  label="Name of the group"
                  required
                  maxlength="255"
                  .value=${name}
                  .editable=${true}
                  @ipm-commit=${({ value }: CommitEvent) =>
                    void this.#try(() => api.patch(`/groups/${this.groupId}`, { name: value }))}
                ></ipm-editable-text>
                <wa-button size="s" appearance="plain" variant="danger" @click=${() => (this.isDeleting = true)}
                  >Delete the group</wa-button
                >
              </div>
              <form class="line" novalidate @submit=${this.#add}>
                <wa-input label="E-mail of a person" name="email" type="email" autocomplete="off"></wa-input>
                <wa-button type="submit" appearance="outlined">Put into the group</wa-button>
              </form>`
          : nothing
      }
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      ${
        members.length === 0
          ? html`<p class="small">Nobody is in this group.</p>`
          : html`<ul class="rows">
              ${members.map((member) => this.#renderMember(member, abilities.edit))}
            </ul>`
      }
      <ipm-confirm
        heading="Delete this group?"
        action="Delete"
        phrase=${name}
        ?open=${this.isDeleting}
        @ipm-confirm=${() => void this.#delete()}
        @ipm-cancel=${() => (this.isDeleting = false)}
        >What its members could do through “${name}”, they no longer can. It can’t be taken back.</ipm-confirm
      >
    `;
  }

  override render() {
    return drawLoaded(this.#group, 'The group', (group) => this.#renderGroup(group));
  }
}
customElements.define('administration-group-members', GroupMembers);
