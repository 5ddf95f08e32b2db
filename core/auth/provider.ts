import type { IncomingMessage } from 'node:http';
import type { Client } from '../http/client.ts';
import type { Route } from '../http/route.ts';

/** What a way in sees of a request. */
export interface Approach {
  readonly message: IncomingMessage;
  readonly client: Client;
  /** A request header by its lower-case name; empty when it was not sent. */
  header(name: string): string;
}

/** What a person typed on the sign-in page. */
export interface PasswordClaim {
  readonly email: string;
  readonly password: string;
}

/**
 * A way in for people, opened by its name in AUTH_MODE. It brings what fits its kind: recognises requests by what they
 * carry (a trusted header), checks passwords of the sign-in page (a directory), or sends people elsewhere and signs
 * them in when they come back (OpenID Connect, SAML), by routes of its own that call `openSession`.
 */
export interface AuthProvider {
  /** As AUTH_MODE names it. */
  readonly name: string;
  /** As people read it on the sign-in page. */
  readonly title: string;
  /** Answers the id of the user who sends a request, or null when it carries nothing of this kind. */
  authenticate?(approach: Approach): Promise<string | null>;
  /** Answers the id of the user whose e-mail and password these are, or null. */
  checkPassword?(claim: PasswordClaim): Promise<string | null>;
  /** Where the sign-in page sends the browser, such as `/api/auth/oidc/start`. */
  readonly signInPath?: string;
  /** Routes that are there when the way is open. */
  readonly routes?: readonly Route[];
  /** Before the server listens; throws a StartupError with the remedy when the way can't be opened. */
  start?(): Promise<void>;
}
