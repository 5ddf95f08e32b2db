import type { Logger } from 'pino';
import { rows } from '../database/connection.ts';
import { defineJob } from '../jobs/job.ts';
import { makeLink } from './link.ts';
import type { LinkPurpose } from './link.ts';
import type { Mail, SendMail } from './mail.ts';
import { normalEmail } from './user.ts';

let send: SendMail | null = null;
let site = '';

/** Sets how mails are sent (null: not at all) and the address of the site that their links lead to. */
export const useLinkMail = (given: { send: SendMail | null; publicUrl: string }): void => {
  send = given.send;
  site = given.publicUrl;
};

/** Whether links reach people by mail. */
export const canMail = (): boolean => send !== null;

/** What became of a link: mailed to its owner, or, without a mail server, to be passed on by whoever made it. */
export interface SentLink {
  /** Null when it was mailed. */
  readonly url: string | null;
  readonly expiresAt: Date;
  readonly mailed: boolean;
}

/**
 * Makes a link for somebody and mails it. When the mail server does not take it, or there is none, the maker gets it.
 * Call it outside a transaction: the link must be there when the mail is read.
 */
export async function sendLink(
  to: { id: string; email: string },
  purpose: Exclude<LinkPurpose, 'first-admin'>,
  by: { id: string; email: string; site: string },
  log: Logger,
): Promise<SentLink> {
  const { url, expiresAt } = await makeLink(by.site, purpose, to.id, by.id);
  if (!send) return { url, expiresAt, mailed: false };
  try {
    await send(purpose === 'invitation' ? invitation(to.email, by, url, expiresAt) : reset(to.email, url, expiresAt));
    return { url: null, expiresAt, mailed: true };
  } catch (error) {
    log.error({ err: error, user_id: to.id }, 'The mail server did not take a link; whoever made it passes it on.');
    return { url, expiresAt, mailed: false };
  }
}

/**
 * Mails a link for a new password to whoever has an e-mail address here. Work in the background, so that nobody can
 * tell by time or answer whether anybody has it. Those who get in by another way alone get none.
 */
export const mailReset = defineJob({
  name: 'mail-reset',
  input: { type: 'object', required: ['email'], properties: { email: { type: 'string' } } },
  retries: 3,
  async run({ email }) {
    if (!send) return;
    const [found] = await rows<{ id: string; email: string }>(
      `select u.id, u.email from core_users u
       where u.email = $1 and u.kind = 'person' and u.is_active
         and (exists (select 1 from core_passwords p where p.user_id = u.id)
              or not exists (select 1 from core_identities i where i.user_id = u.id))`,
      [normalEmail(email)],
    );
    if (!found) return;
    const { url, expiresAt } = await makeLink(site, 'reset', found.id);
    await send(reset(found.email, url, expiresAt));
  },
});

const moment = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const invitation = (to: string, by: { email: string; site: string }, url: string, until: Date): Mail => ({
  to,
  subject: 'Your invitation to Image Project Manager',
  text: [
    `${by.email} invites you to Image Project Manager at ${by.site}.`,
    `Choose a password here, and you are in:\n\n${url}`,
    `The link works once, until ${moment(until)}. If you did not expect it, there is nothing that you need to do.`,
  ].join('\n\n'),
});

const reset = (to: string, url: string, until: Date): Mail => ({
  to,
  subject: 'A new password for Image Project Manager',
  text: [
    'Somebody, probably you, asked for a new password for your account at Image Project Manager.',
    `Choose it here:\n\n${url}`,
    `The link works once, until ${moment(until)}, and ends all your sessions. If you did not ask for it, there is ` +
      'nothing that you need to do: your password stays as it is.',
  ].join('\n\n'),
});
