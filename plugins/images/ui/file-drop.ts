import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { formatNumber, toast } from '#ui';
import { filesOfDrop, type DroppedFiles, type PathedFile } from './dropped-files.ts';

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
    if (event.type === 'drop') void filesOfDrop(event.dataTransfer).then(this.#take);
  };

  #take = ({ files, unreadable }: DroppedFiles): void => {
    this.#onFiles(files);
    const [first] = unreadable;
    if (first === undefined) return;
    const more = unreadable.length > 1 ? ` and ${formatNumber(unreadable.length - 1)} more` : '';
    const text = `“${first}”${more} could not be read, so it was not uploaded. See whether it is still there, and drop it again.`;
    toast({ text, tone: 'danger', duration: 0 });
  };
}
