import type { ParseArgsOptionsConfig } from 'node:util';
import type { App } from '../app.ts';

/** What a command works with. */
export interface CommandCall {
  /** The options that were given, by name. */
  readonly given: Readonly<Record<string, string | boolean | undefined>>;
  /** The application on the configured database, migrated and not listening; opened when it is first asked for. */
  open(): Promise<App>;
  /** Shows a result. */
  say(sentence: string): void;
  /** All of standard input, without the last line break. */
  readInput(): Promise<string>;
}

/** Something to do from a terminal: `npm run ipm -- <name> <options>`. Its list is in core/ipm.ts. */
export interface Command {
  /** One or more words, such as `user create`. */
  readonly name: string;
  /** Its options as the usage shows them. */
  readonly usage: string;
  /** One line for people. */
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  /** Throws UsageError for options that make no sense, before it opens anything. */
  run(call: CommandCall): Promise<void>;
}

/** The command was typed wrongly: one sentence; the usage follows it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
