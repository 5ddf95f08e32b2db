import { makeSignal } from './signal.ts';

export type ThemeChoice = 'light' | 'dark' | 'system';

const storageKey = 'ipm.theme';
const isChoice = (text: string | null): text is ThemeChoice => text === 'light' || text === 'dark' || text === 'system';

/** The theme the person chose; 'system' follows the machine. Set it to change the page. */
export const theme = makeSignal<ThemeChoice>('system');

function apply(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = choice;
}

/** Applies the remembered choice, keeps later ones, and follows other tabs. */
export function startTheme(): void {
  const stored = localStorage.getItem(storageKey);
  if (isChoice(stored)) theme.set(stored);
  apply(theme.value);
  theme.subscribe((choice) => {
    localStorage.setItem(storageKey, choice);
    apply(choice);
  });
  addEventListener('storage', ({ key, newValue }) => {
    if (key === storageKey && isChoice(newValue)) theme.set(newValue);
  });
}
