import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PipelineProblem, exitCode } from './problem.ts';
import type { DetectOptions } from './detect.ts';

/** What `--help` prints. */
export const helpText = `Finds bright or dark blobs in an image and posts them as an analysis.

  npm run example:pipeline -- --image <id> [options]     analyse an image on the server
  npm run example:pipeline -- --file <path> [options]    only look for blobs in a local file

  --image <id>            id of the image: the last part of its page's address
  --server <url>          default http://localhost:8000, or API_BASE_URL
  --secret-file <path>    file with the signature secret; default is ML_CALLBACK_HMAC_SECRET,
                          then <DATA_DIR or ./data>/ml-callback-hmac-secret
  --api-key <key>         for servers with accounts; better given as API_KEY
  --model-name <name>     default blob_detector; must be in the server's ML_ALLOWED_MODELS
  --polarity <which>      auto (default: the rarer side of the threshold), bright or dark
  --threshold <grey>      0 to 254, instead of Otsu's choice; grey values up to it count as dark
  --min-area <n>          pixels; smaller blobs are left out (default 40)
  --max-boxes <n>         keep the n most confident (default 50000); says so when it leaves some out
  --chunk-size <n>        annotations per request (default 1000)
  --out <folder>          also write annotations.json and heatmap.png there
  --json                  print the result as one line of JSON; progress goes to standard error
  --help                  this text

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 server not reachable, 4 not allowed, 130 interrupted.
`;

/** Everything the command line and the environment decide. */
export interface Options extends DetectOptions {
  /** Exactly one of `image` and `file` is set, unless `isHelp`. */
  image?: string | undefined;
  file?: string | undefined;
  server: string;
  secret: string;
  secretSource: string;
  apiKey?: string | undefined;
  modelName: string;
  chunkSize: number;
  outFolder?: string | undefined;
  isJson: boolean;
  isHelp: boolean;
}

/** Reads arguments and environment; throws a PipelineProblem (exit code 2) that says what to change. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  const given = parse(args);
  const isHelp = given.help === true;
  if (!isHelp && (given.image === undefined) === (given.file === undefined)) {
    throw usage('Say which image: --image <id> for one on the server, or --file <path> for a local one.');
  }
  const polarity = given.polarity ?? 'auto';
  if (polarity !== 'auto' && polarity !== 'bright' && polarity !== 'dark') {
    throw usage(`--polarity is auto, bright or dark, not ${polarity}.`);
  }
  const secret = given.image === undefined || isHelp ? { text: '', source: '' } : readSecret(given['secret-file'], env);
  return {
    image: given.image,
    file: given.file,
    server: readServer(given.server ?? env['API_BASE_URL'] ?? 'http://localhost:8000'),
    secret: secret.text,
    secretSource: secret.source,
    apiKey: given['api-key'] ?? (env['API_KEY'] || undefined),
    modelName: given['model-name'] ?? 'blob_detector',
    polarity,
    threshold: given.threshold === undefined ? undefined : wholeNumber('--threshold', given.threshold, 0, 254),
    minArea: wholeNumber('--min-area', given['min-area'] ?? '40', 1, 1e9),
    maxBoxes: wholeNumber('--max-boxes', given['max-boxes'] ?? '50000', 1, 1e7),
    chunkSize: wholeNumber('--chunk-size', given['chunk-size'] ?? '1000', 1, 1e6),
    outFolder: given.out,
    isJson: given.json === true,
    isHelp,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      options: {
        image: text,
        file: text,
        server: text,
        'secret-file': text,
        'api-key': text,
        'model-name': text,
        polarity: text,
        threshold: text,
        'min-area': text,
        'max-boxes': text,
        'chunk-size': text,
        out: text,
        json: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw usage(`${(error as Error).message} See --help.`);
  }
}

function readServer(address: string): string {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
    throw usage(`--server is an address such as http://localhost:8000, not ${address}.`);
  }
  return address.replace(/\/+$/, '');
}

function readSecret(fileGiven: string | undefined, env: NodeJS.ProcessEnv): { text: string; source: string } {
  const fromEnvironment = env['ML_CALLBACK_HMAC_SECRET'];
  if (fileGiven === undefined && fromEnvironment) {
    return { text: fromEnvironment, source: 'ML_CALLBACK_HMAC_SECRET' };
  }
  const path = fileGiven ?? join(env['DATA_DIR'] || 'data', 'ml-callback-hmac-secret');
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (text) return { text, source: path };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw usage(
      `No signature secret: ${path} can't be read (${reason}). Start the server once in this folder, name the file with --secret-file, or set ML_CALLBACK_HMAC_SECRET to the server's.`,
    );
  }
  throw usage(`The secret file ${path} is empty: put the server's ML_CALLBACK_HMAC_SECRET into it.`);
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw usage(`${name} is a whole number from ${least} to ${most}, not ${text}.`);
  }
  return value;
}

function usage(message: string): PipelineProblem {
  return new PipelineProblem(message, exitCode.usage);
}
