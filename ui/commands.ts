import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { parseKey } from './keys.ts';

/** Something a person can do here. It has a place in the palette and, with `key`, on the keyboard. */
export interface Command {
  /** Unique, with the plugin's name in front: 'comments.write'. */
  id: string;
  title: string;
  /** One key or several: 'j', 'ArrowRight', 'Mod+k'. */
  key?: string | readonly string[];
  /** Left out, or answering true: the command can be used now. */
  when?: () => boolean;
  /** The heading it stands under in the palette and the list of keys, for example 'Image'. */
  group?: string;
  icon?: string;
  run: () => unknown;
}

/** A way to find things by typing into the palette, for example projects by name. */
export interface SearchSource {
  id: string;
  title: string;
  search: (text: string, signal: AbortSignal) => Promise<Command[]>;
}

type Provider = () => readonly Command[];

const providers = new Set<Provider>();
const sources = new Map<string, SearchSource>();

function check(command: Command): void {
  if (!/^[a-z][\w-]*(\.[\w-]+)+$/.test(command.id)) {
    throw new Error(`The command id "${command.id}" must read like "comments.write": a plugin's name, a dot, a verb.`);
  }
  for (const key of keysOf(command)) parseKey(key);
}

/** The keys of a command, none, one or several. */
export function keysOf(command: Command): readonly string[] {
  if (command.key === undefined) return [];
  return typeof command.key === 'string' ? [command.key] : command.key;
}

/** Adds a command until the answer is called. Throws a sentence when its id or key can't be read. */
export function registerCommand(command: Command): () => void {
  check(command);
  return registerProvider(() => [command]);
}

/** Adds commands that are asked for anew each time, because they follow an element's state. */
export function registerProvider(provider: Provider): () => void {
  providers.add(provider);
  return () => providers.delete(provider);
}

/** Lets the palette find things; the answer takes it away again. */
export function registerSearch(source: SearchSource): () => void {
  sources.set(source.id, source);
  return () => sources.delete(source.id);
}

/** The search sources of the palette, in the order they came. */
export function searchSources(): SearchSource[] {
  return [...sources.values()];
}

/** The commands that can be used now, the latest registered first; of two with one id, the later holds. */
export function availableCommands(): Command[] {
  const found = new Map<string, Command>();
  for (const provider of [...providers].reverse()) {
    for (const command of provider()) {
      if (!found.has(command.id) && (command.when?.() ?? true)) found.set(command.id, command);
    }
  }
  return [...found.values()];
}

/** Runs a command by its id; false when there is none that can be used now. */
export function runCommand(id: string): boolean {
  const command = availableCommands().find((each) => each.id === id);
  command?.run();
  return command !== undefined;
}

/** Keeps an element's commands registered while it is on the page. `commands` is asked each time, so it may follow the
    element's state. */
export class CommandsController implements ReactiveController {
  readonly #commands: Provider;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, commands: Provider) {
    this.#commands = commands;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = registerProvider(this.#commands);
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}
