import { join } from 'node:path';
import { StartupError } from '../errors.ts';

/** Completes this process's environment for programs that people start: the file `.env`, then quieter logs. */
export function loadEnvironment(root: string): void {
  try {
    process.loadEnvFile(join(root, '.env'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new StartupError(`The file .env can't be read: ${(error as Error).message}`);
  }
  process.env['NODE_ENV'] ??= 'production';
  process.env['LOG_LEVEL'] ??= 'warn';
  process.env['LOG_PRETTY'] ??= String(process.stderr.isTTY === true);
}
