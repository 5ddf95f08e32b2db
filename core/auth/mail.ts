import { createTransport } from 'nodemailer';
import { StartupError } from '../errors.ts';

export interface MailSettings {
  smtpUrl: string;
  mailFrom: string;
  publicUrl: string;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Sends mails; rejects when the server does not take one within ten seconds of silence. */
export type SendMail = (mail: Mail) => Promise<void>;

const SILENCE = 10_000;

/** How mails are sent, by the settings; null when there is no mail server. */
export function mailer({ smtpUrl, mailFrom, publicUrl }: MailSettings): SendMail | null {
  if (!smtpUrl) return null;
  const url = URL.canParse(smtpUrl) ? new URL(smtpUrl) : null;
  if (!url?.hostname || !['smtp:', 'smtps:'].includes(url.protocol))
    throw new StartupError(
      'SMTP_URL is no address of a mail server, such as smtps://user:password@mail.example.org or smtp://localhost:25.',
    );
  if (!mailFrom) throw new StartupError('SMTP_URL needs MAIL_FROM, the sender: Images <images@example.org>.');
  // Who asks for a link for somebody else would choose where it leads, were it made of the request's own Host.
  if (!publicUrl)
    throw new StartupError('SMTP_URL needs PUBLIC_URL, which the links in mails lead to: https://images.example.org.');
  const timeouts = { connectionTimeout: SILENCE, greetingTimeout: SILENCE, socketTimeout: SILENCE };
  const transport = createTransport({ url: smtpUrl, ...timeouts }, { from: mailFrom });
  return async ({ to, subject, text }) => {
    // An address that says no more than it: `to` is never read as a list or with a name.
    await transport.sendMail({ to: { name: '', address: to }, subject, text });
  };
}
