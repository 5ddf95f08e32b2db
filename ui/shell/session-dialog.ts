import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles } from '../elements/shared-styles.ts';
import '../elements/icons.ts';
import { announce } from '../notices.ts';
import { askSession, nameOf, session } from '../session.ts';
import { SignalController } from '../signal.ts';
import { isSignedOut } from '../signed-out.ts';
import './sign-in-form.ts';

const lookEveryMs = 4_000;

/** Stands over the page while the server no longer knows who sits here, and goes when it does again. The page stays as it
    is, with all that was typed; what it wanted to do waits. Somebody who signs in in another tab is noticed. */
export class SessionDialog extends LitElement {
  static override properties = { isAside: { state: true } };
  /** Whether the person put it aside, to look at the page before. */
  declare isAside: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stop: (() => void) | undefined;

  static override styles = [
    baseStyles,
    css`
      wa-dialog {
        --width: 25rem;
      }
      .sheet {
        display: grid;
        gap: var(--ipm-space-4);
      }
      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: var(--ipm-space-2) var(--ipm-space-3);
        padding: var(--ipm-space-2) var(--ipm-space-4);
        border-bottom: 1px solid var(--ipm-warning-border);
        background: var(--ipm-warning-quiet);
        color: var(--ipm-warning-text);
        font-size: var(--ipm-text-s);
      }
      .other {
        font-size: var(--ipm-text-s);
        text-align: center;
      }
    `,
  ];

  constructor() {
    super();
    this.isAside = false;
    new SignalController(this, session, isSignedOut);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = isSignedOut.subscribe((isOut) => this.#follow(isOut));
    addEventListener('focus', this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    clearInterval(this.#timer);
    removeEventListener('focus', this.#look);
  }

  #follow(isOut: boolean): void {
    clearInterval(this.#timer);
    this.isAside = false;
    if (isOut) {
      void askSession();
      this.#timer = setInterval(this.#look, lookEveryMs);
    } else announce('Signed in again.');
  }

  #look = (): void => {
    if (isSignedOut.value && document.visibilityState === 'visible') void askSession();
  };

  override render() {
    const { user } = session.value;
    if (!isSignedOut.value || !user) return nothing;
    if (this.isAside) {
      return html`<div class="banner" role="status">
        <wa-icon name="lock"></wa-icon>
        <span>You are signed out. What you do now waits until you sign in.</span>
        <wa-button size="s" appearance="outlined" @click=${() => (this.isAside = false)}>Sign in</wa-button>
      </div>`;
    }
    return html`<wa-dialog
      label="Sign in again"
      open
      @wa-after-show=${() => this.renderRoot.querySelector('ipm-sign-in-form')?.focus()}
      @wa-hide=${(event: Event) => event.target === event.currentTarget && (this.isAside = true)}
    >
      <div class="sheet">
        <p>
          The session of <strong>${nameOf(user)}</strong> has ended. This page stays as it is, with all that you typed,
          and goes on as soon as you are signed in.
        </p>
        <ipm-sign-in-form .email=${user.email}></ipm-sign-in-form>
        <p class="other"><a href="/sign-in" target="_self" @click=${leave}>Sign in as somebody else</a></p>
      </div>
    </wa-dialog>`;
  }
}
customElements.define('ipm-session-dialog', SessionDialog);

/** Loads the document anew, so that nothing of the one before stays. */
function leave(event: Event): void {
  event.preventDefault();
  location.assign('/sign-in');
}
