import { availableCommands, keysOf } from './commands.ts';
import { matchesKey, parseKey } from './keys.ts';

const textInputs = /^(?!button|checkbox|radio|range|color|file|image|reset|submit|hidden)/;
const arrowRoles = /^(slider|spinbutton|radio|tab|option|listbox|menuitem.*|menu|treeitem|separator)$/;
const arrowKeys = /^(Arrow|Home$|End$|Page)/;

/** Whether the element in focus uses this key itself, so that no command may take it: fields take all keys, sliders,
    tabs and menus the arrows, buttons and links Enter and Space. */
export function ownsKey(target: EventTarget | undefined, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLElement && target.isContentEditable) return true;
  if (target.matches('textarea, select, [role="textbox"], [role="combobox"], [role="searchbox"]')) return true;
  if (target instanceof HTMLInputElement) return textInputs.test(target.type) || arrowKeys.test(key) || key === ' ';
  if (arrowKeys.test(key) && arrowRoles.test(target.getAttribute('role') ?? '')) return true;
  return (
    (key === 'Enter' || key === ' ') && target.matches('button, a[href], summary, [role="button"], [role="option"]')
  );
}

/** Runs the command that a key press means, if any. Fields, open dialogs and menus keep their keys; chords with Mod
    work in fields too. */
export function runKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const path = event.composedPath();
  if (path.some(isOpenLayer)) return false;
  const hasMod = event.ctrlKey || event.metaKey;
  if (!hasMod && ownsKey(path[0], event.key)) return false;
  const command = availableCommands().find((each) => keysOf(each).some((key) => matchesKey(parseKey(key), event)));
  if (!command) return false;
  event.preventDefault();
  command.run();
  return true;
}

function isOpenLayer(node: EventTarget): boolean {
  if (!(node instanceof Element)) return false;
  if (node instanceof HTMLDialogElement) return node.open;
  return node.localName === 'wa-dropdown' && node.hasAttribute('open');
}
