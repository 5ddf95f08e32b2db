import type { Command } from '../commands.ts';
import { currentLocation, navigate } from '../router.ts';
import { theme, type ThemeChoice } from '../theme.ts';

const themes: readonly (readonly [ThemeChoice, title: string, icon: string])[] = [
  ['light', 'Light theme', 'sun'],
  ['dark', 'Dark theme', 'moon'],
  ['system', 'Theme of this machine', 'monitor'],
];

/** What can be done on every page. */
export function shellCommands(open: { openPalette: () => void; openKeys: () => void }): Command[] {
  return [
    {
      id: 'shell.palette',
      title: 'Search and commands',
      key: 'Mod+k',
      group: 'Anywhere',
      icon: 'search',
      run: open.openPalette,
    },
    { id: 'shell.keys', title: 'Keys of this page', key: '?', group: 'Anywhere', icon: 'keyboard', run: open.openKeys },
    {
      id: 'shell.home',
      title: 'All projects',
      group: 'Anywhere',
      icon: 'home',
      when: () => currentLocation.value.pathname !== '/',
      run: () => navigate('/'),
    },
    {
      id: 'shell.api-docs',
      title: 'API documentation',
      group: 'Anywhere',
      icon: 'file-json',
      run: () => location.assign('/api/docs'),
    },
    ...themes.map(([choice, title, icon]) => ({
      id: `shell.theme-${choice}`,
      title,
      group: 'Appearance',
      icon,
      when: () => theme.value !== choice,
      run: () => theme.set(choice),
    })),
  ];
}
