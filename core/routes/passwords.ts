import { checkNewPassword, hashPassword, keepPassword, LONGEST_TYPED } from '../auth/password.ts';
import { hasPassword, ownerOfPassword, passwordRefused } from '../auth/password.ts';
import { endSessions, sessionIdOf } from '../auth/session.ts';
import { throttlePassword, tooManyTries } from '../auth/throttle.ts';
import { inTransaction, rows } from '../database/connection.ts';
import { AppError, defineError } from '../errors.ts';
import { route } from '../http/route.ts';

const noPassword = defineError('core.no_password', 409, 'You have no password here; you sign in another way.');
const wrongPassword = defineError('core.wrong_password', 403, 'The current password is wrong.');

export const changePassword = route(
  'POST /auth/password',
  {
    summary: 'Change my password; my other sessions end',
    access: 'signed-in',
    scope: 'account',
    transaction: 'own',
    body: {
      type: 'object',
      required: ['current_password', 'new_password'],
      properties: {
        current_password: { type: 'string', minLength: 1, maxLength: LONGEST_TYPED },
        new_password: { type: 'string', maxLength: LONGEST_TYPED },
      },
    },
    response: null,
    errors: [noPassword, wrongPassword, passwordRefused, tooManyTries],
  },
  async ({ body, user, origin }) => {
    if (!(await hasPassword(user.id))) throw noPassword();
    checkNewPassword(body.new_password, user.email, '/body/new_password');
    const wasRight = await throttlePassword(user.email, origin.address);
    if ((await ownerOfPassword(user.email, body.current_password)) !== user.id) {
      const { code, status, message } = wrongPassword();
      throw new AppError(code, status, message, {
        faults: [{ pointer: '/body/current_password', message: 'is wrong' }],
      });
    }
    await wasRight();
    const hash = await hashPassword(body.new_password);
    await inTransaction(async () => {
      await keepPassword(user.id, hash);
      await rows('update core_links set used_at = now() where user_id = $1 and used_at is null', [user.id]);
      await endSessions(user.id, { except: sessionIdOf(user) });
    });
  },
);
