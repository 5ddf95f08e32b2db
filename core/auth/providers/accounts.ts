import { ownerOfPassword } from '../password.ts';
import type { AuthProvider } from '../provider.ts';

/** E-mail and password, kept here. */
export const accountsProvider = (): AuthProvider => ({
  name: 'accounts',
  title: 'E-mail and password',
  checkPassword: ({ email, password }) => ownerOfPassword(email, password),
});
