import { api } from '#ui';

/** Whoever sits at the browser. */
export interface Me {
  readonly id: string;
  readonly email: string;
}

let asked: Promise<Me> | undefined;

/** Who sits at the browser; asked for once, and again after a failure. */
export function whoAmI(): Promise<Me> {
  asked ??= api.get<Me>('/users/me').catch((error: unknown) => {
    asked = undefined;
    throw error;
  });
  return asked;
}
