import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, html, nothing } from 'lit';
import { EventsController, api, baseStyles, sentenceOf, toast } from '#ui';
import { Loader, drawLoaded } from './loader.ts';
import type { SessionJson } from './records.ts';
import { rowStyles, sectionStyles } from './section-styles.ts';

/** The browsers that one is signed in at; each can be signed out. */
export class Sessions extends LitElement {
  readonly #sessions = new Loader(this, (signal) => api.get<SessionJson[]>('/auth/sessions', { signal }));

  static override styles = [baseStyles, sectionStyles, rowStyles];

  constructor() {
    super();
    new EventsController(this, 'core.access_changed', () => this.#sessions.loadSoon());
  }

  async #end({ id, device }: SessionJson): Promise<void> {
    try {
      await api.del(`/auth/sessions/${id}`);
      this.#sessions.set((this.#sessions.value ?? []).filter((each) => each.id !== id));
      toast({ text: `${device} is signed out.` });
    } catch (error) {
      toast({ text: sentenceOf(error), tone: 'danger' });
      await this.#sessions.load();
    }
  }

  async #endOthers(): Promise<void> {
    try {
      const { ended } = await api.del<{ ended: number }>('/auth/sessions');
      toast({ text: ended === 1 ? 'The other session has ended.' : `${ended} other sessions have ended.` });
    } catch (error) {
      toast({ text: sentenceOf(error), tone: 'danger' });
    }
    await this.#sessions.load();
  }

  #renderSession(session: SessionJson) {
    const { device, address, via, last_seen_at, created_at, is_current } = session;
    return html`<li class="row">
      <div class="what">
        <div class="title">${device}${is_current ? html`<span class="tag accent">This one</span>` : nothing}</div>
        <div class="facts figures">
          <span>${address}</span><span>by ${via}</span>
          <span>since <ipm-relative-time datetime=${created_at}></ipm-relative-time></span>
          <span>last seen <ipm-relative-time datetime=${last_seen_at}></ipm-relative-time></span>
        </div>
      </div>
      ${
        is_current
          ? nothing
          : html`<wa-button size="s" appearance="outlined" @click=${() => void this.#end(session)}
              >Sign out<span class="visually-hidden"> ${device}</span></wa-button
            >`
      }
    </li>`;
  }

  override render() {
    const others = (this.#sessions.value ?? []).filter(({ is_current }) => !is_current).length;
    return html`<header>
        <h2>Sessions</h2>
        ${
          others > 0
            ? html`<wa-button size="s" appearance="outlined" @click=${() => void this.#endOthers()}
                >Sign out all others</wa-button
              >`
            : nothing
        }
      </header>
      <p class="lead">Where you are signed in. End what you don’t know, and change your password then.</p>
      ${drawLoaded(
        this.#sessions,
        'The sessions',
        (sessions) =>
          html`<ul class="rows">
            ${sessions.map((each) => this.#renderSession(each))}
          </ul>`,
      )}`;
  }
}
customElements.define('administration-sessions', Sessions);
