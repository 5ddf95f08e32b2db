import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { currentLocation, setHash, type ViewerHandle } from '#ui';
import { readView, writeView } from './view-fragment.ts';

const settleMs = 250;
const touches = ['pointerdown', 'wheel', 'keydown'] as const;

/** Keeps the view in the address's fragment. A view is the person's once they touched anything; the viewer's own first
    one stays out of the address, so that it fits whatever window the link is opened in. */
export class ViewAddressController implements ReactiveController {
  readonly #viewer: () => ViewerHandle | null;
  #isOurs = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, viewer: () => ViewerHandle | null) {
    this.#viewer = viewer;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = currentLocation.subscribe(({ hash }) => this.#follow(hash));
    for (const name of touches) addEventListener(name, this.#own, { passive: true });
  }

  hostDisconnected(): void {
    this.#stop?.();
    clearTimeout(this.#timer);
    for (const name of touches) removeEventListener(name, this.#own);
  }

  /** Another picture is being opened: what is pending belongs to the old one. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#isOurs = false;
  }

  /** Moves the viewer to where the address says, if it says. */
  apply(): void {
    const view = readView(currentLocation.value.hash);
    if (view) this.#viewer()?.setViewport(view, { immediate: true });
  }

  /** Puts the view into the address as soon as it rests. */
  keepSoon = (): void => {
    if (!this.#isOurs) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), settleMs);
  };

  /** Puts the view into the address now. */
  keep(): void {
    const view = this.#viewer()?.getViewport();
    if (view) setHash(writeView(view));
  }

  #own = (): void => {
    this.#isOurs = true;
  };

  /** A view that somebody put into the address while the picture is open. */
  #follow(hash: string): void {
    const view = readView(hash);
    const now = this.#viewer()?.getViewport();
    if (view && now && writeView(now) !== hash) this.#viewer()?.setViewport(view);
  }
}
