import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { filesOfDrop, type PathedFile } from './dropped-files.ts';

const names = ['dragenter', 'dragover', 'dragleave', 'drop'] as const;

/** Lets files and folders be dropped on an element; `isOver` is true while something hangs over it. */
export class FileDropController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #isAllowed: () => boolean;
  readonly #onFiles: (files: PathedFile[]) => void;
  isOver = false;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    isAllowed: () => boolean,
    onFiles: (files: PathedFile[]) => void,
  ) {
    this.#host = host;
    this.#isAllowed = isAllowed;
    this.#onFiles = onFiles;
    host.addController(this);
  }

  hostConnected(): void {
    for (const name of names) this.#host.addEventListener(name, this.#onDrag);
  }

  hostDisconnected(): void {
    for (const name of names) this.#host.removeEventListener(name, this.#onDrag);
  }

  #onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files') || !this.#isAllowed()) return;
    event.preventDefault();
    const { relatedTarget } = event;
    if (event.type === 'dragleave' && relatedTarget instanceof Node && this.#host.contains(relatedTarget)) return;
    this.isOver = event.type === 'dragenter' || event.type === 'dragover';
    this.#host.requestUpdate();
    if (event.type === 'drop') void filesOfDrop(event.dataTransfer).then(this.#onFiles);
  };
}
