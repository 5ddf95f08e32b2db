import type { Logger } from 'pino';
import type { AuthProvider } from '../auth/provider.ts';
import type { Route } from '../http/route.ts';
import { authRoutes } from './auth.ts';
import { linkRoutes } from './links.ts';
import { changePassword } from './passwords.ts';
import { endOtherSessions, endSession, listSessions } from './sessions.ts';

/** All by which people get in and out, by the ways that are open. */
export const accountRoutes = (providers: readonly AuthProvider[], log: Logger): Route[] => [
  ...authRoutes(providers),
  ...linkRoutes({ isOpen: providers.some(({ name }) => name === 'accounts'), log }),
  changePassword,
  listSessions,
  endSession,
  endOtherSessions,
];
