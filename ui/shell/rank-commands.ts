import type { Command } from '../commands.ts';

/** The commands that a text means, best first: titles that start with it, then words that do, then initials ("np" is New project).
    No text keeps all, by group. */
export function rankCommands(commands: readonly Command[], text: string): Command[] {
  const wanted = text.toLowerCase();
  if (!wanted) return groupCommands(commands);
  return commands
    .map((command) => ({ command, rank: rankOf(command.title.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank || a.command.title.localeCompare(b.command.title))
    .map(({ command }) => command);
}

function rankOf(title: string, wanted: string): number {
  if (title.startsWith(wanted)) return 0;
  if (title.includes(` ${wanted}`)) return 1;
  if (title.includes(wanted)) return 2;
  const initials = title
    .split(/\s+/)
    .map((word) => word[0])
    .join('');
  return initials.startsWith(wanted) ? 3 : Infinity;
}

/** The same commands with those of one group side by side; a group stands where its first command stood. */
export function groupCommands(commands: readonly Command[]): Command[] {
  return [...Map.groupBy(commands, ({ group }) => group ?? 'Commands').values()].flat();
}
