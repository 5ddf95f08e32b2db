import type { Command } from '../commands.ts';
import { currentLocation, navigate } from '../router.ts';
import { session, signOut } from '../session.ts';
import { theme, type ThemeChoice } from '../theme.ts';
import { hasPage } from './pages.ts';

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
    {
      id: 'shell.account',
      title: 'My account',
      group: 'Anywhere',
      icon: 'user',
      when: () => hasPage('/account'),
      run: () => navigate('/account'),
    },
    {
      id: 'shell.sign-out',
      title: 'Sign out',
      group: 'Anywhere',
      icon: 'power',
      when: () => session.value.sessionId !== null,
      run: signOut,
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
