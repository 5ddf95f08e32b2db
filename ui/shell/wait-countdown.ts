import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Counts down the seconds for which the server wants no further try. */
export class WaitCountdown implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #until = 0;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearInterval(this.#tick);
  }

  /** Begins to wait, or stops to with 0. */
  start(seconds: number): void {
    clearInterval(this.#tick);
    this.#until = Date.now() + seconds * 1000;
    if (seconds <= 0) return;
    this.#tick = setInterval(() => {
      if (this.seconds === 0) clearInterval(this.#tick);
      this.#host.requestUpdate();
    }, 1000);
  }

  /** Whole seconds that are left. */
  get seconds(): number {
    return Math.max(0, Math.ceil((this.#until - Date.now()) / 1000));
  }

  /** As people say it: '40 seconds', '3 minutes'. */
  get text(): string {
    const { seconds } = this;
    if (seconds < 90) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
    return `${Math.ceil(seconds / 60)} minutes`;
  }
}
