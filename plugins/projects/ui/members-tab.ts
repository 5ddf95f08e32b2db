import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { baseStyles, nameOf, navigate, sentenceOf, session, toast, type ProjectJson } from '#ui';
import type { MemberJson } from '../schemas.ts';
import './access-question.ts';
import './member-row.ts';
import type { ChangeRoleEvent } from './member-row.ts';
import { membersTabStyles } from './member-styles.ts';
import './new-member.ts';
import type { AddMember } from './new-member.ts';
import { ProjectMembers, type RoleName } from './project-members.ts';
import { roleChoices } from './roles.ts';

/** The tab "Members": who may see the project and what they may do; its owners change that here. */
export class MembersTab extends LitElement {
  static override properties = {
    project: { attribute: false },
    failures: { state: true },
    isLeaving: { state: true },
  };
  declare project: ProjectJson;
  /** Why the last change of a member was refused, by the member's id. */
  declare failures: ReadonlyMap<string, string>;
  declare isLeaving: MemberJson | undefined;
  readonly #members = new ProjectMembers(this);

  static override styles = [baseStyles, membersTabStyles];

  constructor() {
    super();
    this.failures = new Map();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('project')) this.#members.open(this.project.id);
  }

  #add: AddMember = (holder, role) => this.#members.add(holder, role);

  async #try(member: MemberJson, act: () => Promise<unknown>): Promise<boolean> {
    const others = [...this.failures].filter(([id]) => id !== member.id);
    this.failures = new Map(others);
    try {
      await act();
      return true;
    } catch (error) {
      this.failures = new Map([...others, [member.id, sentenceOf(error)]]);
      return false;
    }
  }

  #change(member: MemberJson, role: RoleName): Promise<boolean> {
    return this.#try(member, () => this.#members.change(member, role));
  }

  async #remove(member: MemberJson): Promise<void> {
    if (member.user && member.user.id === session.value.user?.id) {
      this.isLeaving = member;
      return;
    }
    if (!(await this.#try(member, () => this.#members.remove(member)))) return;
    const { user, group, role } = member;
    const holder = user ? { email: user.email } : { group: group?.name ?? '' };
    toast({
      text: `${user ? nameOf(user) : group?.name} is no longer in this project.`,
      action: { title: 'Undo', run: () => this.#members.add(holder, role) },
    });
  }

  async #leave(): Promise<void> {
    const member = this.isLeaving;
    this.isLeaving = undefined;
    if (!member || !(await this.#try(member, () => this.#members.remove(member)))) return;
    toast({ text: `You have left “${this.project.name}”.` });
    navigate('/');
  }

  #renderMembers(members: readonly MemberJson[]) {
    return html`<div class="rows" role="list" aria-label="Members">
      ${repeat(
        members,
        ({ id }) => id,
        (member) =>
          html`<projects-member-row
            role="listitem"
            .member=${member}
            .failure=${this.failures.get(member.id) ?? ''}
            @projects-change-role=${({ role }: ChangeRoleEvent) => void this.#change(member, role)}
            @projects-remove=${() => void this.#remove(member)}
          ></projects-member-row>`,
      )}
    </div>`;
  }

  #renderList() {
    const { members, problem } = this.#members;
    if (members?.length === 0) {
      return html`<ipm-empty compact icon="users" heading="Nobody is named here yet"
        >Only administrators of the site see this project.</ipm-empty
      >`;
    }
    if (members) return this.#renderMembers(members);
    if (!problem) return html`<ipm-skeleton lines="4"></ipm-skeleton>`;
    return html`<ipm-problem
      .problem=${problem}
      what="The members"
      @ipm-retry=${() => void this.#members.load()}
    ></ipm-problem>`;
  }

  #renderRoles() {
    return html`<details>
      <summary>What the roles may do</summary>
      <dl class="roles">
        ${roleChoices.map(
          ({ title, adds }) =>
            html`<dt>${title}</dt>
              <dd>${adds}</dd>`,
        )}
      </dl>
    </details>`;
  }

  override render() {
    const mayShare = Boolean(this.project.abilities['share']);
    return html`
      <section aria-labelledby="members">
        <h2 id="members">Members</h2>
        <p class="lead">
          Who sees this project, and what they may do in it. ${mayShare ? nothing : 'Its owners decide that.'}
        </p>
        ${mayShare ? html`<projects-new-member .add=${this.#add}></projects-new-member>` : nothing}
        ${this.#renderList()} ${this.#renderRoles()}
      </section>
      ${
        session.value.user?.is_administrator
          ? html`<section aria-labelledby="why">
              <h2 id="why">Why can this person see this project?</h2>
              <projects-access-question .projectId=${this.project.id}></projects-access-question>
            </section>`
          : nothing
      }
      <ipm-confirm
        heading="Leave this project?"
        action="Leave"
        ?open=${this.isLeaving !== undefined}
        @ipm-confirm=${() => void this.#leave()}
        @ipm-cancel=${() => (this.isLeaving = undefined)}
        >You will no longer see “${this.project.name}”, unless a group of yours is in it, until an owner adds you
        again.</ipm-confirm
      >
    `;
  }
}
customElements.define('projects-members-tab', MembersTab);
