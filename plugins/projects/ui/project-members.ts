import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ApiProblem, EventsController, api, connection } from '#ui';
import type { MemberJson } from '../schemas.ts';

export type RoleName = MemberJson['role'];
const settleMs = 250;

/** Who has which role in a project, kept true by events. */
export class ProjectMembers implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #projectId = '';
  #again: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;
  /** As the server last said, the first ones first; undefined until it has. */
  members: readonly MemberJson[] | undefined;
  problem: ApiProblem | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
    new EventsController<{ project_id: string }>(host, 'projects.members_changed', ({ project_id }) => {
      if (project_id === this.#projectId) this.#loadSoon();
    });
  }

  hostConnected(): void {
    this.#stop = connection.subscribe((state) => state === 'online' && this.#loadSoon());
  }

  hostDisconnected(): void {
    this.#stop?.();
    clearTimeout(this.#again);
  }

  /** Shows those of a project; does nothing when it is that already. */
  open(projectId: string): void {
    if (projectId === this.#projectId) return;
    this.#projectId = projectId;
    this.members = undefined;
    void this.load();
  }

  /** Asks again; what is there stays until the answer comes. */
  async load(): Promise<void> {
    const id = this.#projectId;
    try {
      const members = await api.get<MemberJson[]>(`/projects/${id}/members`);
      if (id !== this.#projectId) return;
      this.members = members;
      this.problem = undefined;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (id === this.#projectId) this.problem = error;
    }
    this.#host.requestUpdate();
  }

  /** Gives a person, by e-mail, or a group, by name, a role. */
  async add(holder: { email: string } | { group: string }, role: RoleName): Promise<MemberJson> {
    const added = await api.post<MemberJson>(`/projects/${this.#projectId}/members`, { ...holder, role });
    this.#set([...(this.members ?? []).filter(({ id }) => id !== added.id), added]);
    return added;
  }

  /** Changes a role at once, and takes it back when that is refused. */
  async change(member: MemberJson, role: RoleName): Promise<void> {
    const replace = (by: MemberJson): void =>
      this.#set((this.members ?? []).map((each) => (each.id === member.id ? by : each)));
    replace({ ...member, role });
    try {
      replace(await api.patch<MemberJson>(`/projects/${this.#projectId}/members/${member.id}`, { role }));
    } catch (error) {
      replace(member);
      throw error;
    }
  }

  /** Takes a member out. */
  async remove(member: MemberJson): Promise<void> {
    await api.del(`/projects/${this.#projectId}/members/${member.id}`);
    this.#set((this.members ?? []).filter(({ id }) => id !== member.id));
  }

  #set(members: readonly MemberJson[]): void {
    this.members = members;
    this.#host.requestUpdate();
  }

  #loadSoon(): void {
    if (!this.#projectId) return;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.load(), settleMs);
  }
}
