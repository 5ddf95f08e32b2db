import {
  apiKeyRequired,
  AppError,
  authenticationRequired,
  bodyTooSlow,
  forbidden,
  foreignOrigin,
  invalidInput,
  notFound,
} from '../../errors.ts';
import type { ErrorMaker } from '../../errors.ts';
import { tooManyRequests } from '../rate-limit.ts';
import { problemOf } from '../problem.ts';
import type { Route } from '../route.ts';
import { exampleId, exampleOf } from './examples.ts';
import type { Shape } from './examples.ts';

interface MediaType {
  schema?: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
interface Response {
  description: string;
  content?: Record<string, MediaType>;
}
export type Responses = Record<string, Response | { $ref: string }>;

const problemType = 'application/problem+json';
const problemRef = { $ref: '#/components/schemas/Problem' };

const shown = (error: AppError): { value: unknown } => ({ value: problemOf(error, exampleId('request')) });

const problem = (description: string, errors: readonly AppError[]): Response => ({
  description,
  content: {
    [problemType]: {
      schema: problemRef,
      examples: Object.fromEntries(errors.map((error) => [error.code, shown(error)])),
    },
  },
});

/** The refusals that say the same wherever they happen. */
export const commonResponses = {
  BadRequest: problem('The address or the request itself can’t be read.', [
    new AppError('core.invalid_path', 400, 'The path is not valid percent-encoded UTF-8.'),
  ]),
  Unauthorized: problem('Who is calling is not known.', [authenticationRequired()]),
  UnauthorizedElsewhere: problem(
    'Under /api-key and /api-ml, where nothing is open to everybody: who is calling is not known.',
    [apiKeyRequired(), authenticationRequired()],
  ),
  TooLarge: problem('The body is too large.', [
    new AppError('core.body_too_large', 413, 'The request body is over the limit of 1048576 bytes.'),
  ]),
  TooSlow: problem('The body did not come in time.', [bodyTooSlow(30)]),
  TooMany: problem('Too many requests; Retry-After says in how many seconds there is room again.', [
    tooManyRequests(6000, 3),
  ]),
  Unavailable: problem('Something that the server stands on does not answer now; Retry-After says when to try again.', [
    new AppError('core.database_unavailable', 503, 'The database does not answer now. Try again in a moment.'),
  ]),
} as const;

const common = (name: keyof typeof commonResponses) => ({ $ref: `#/components/responses/${name}` });

/** Everything that a route may answer, with an example of each. */
export function responsesOf(route: Route): Responses {
  const refusals = new Map<number, AppError[]>();
  const refuse = (error: AppError) => refusals.set(error.status, [...(refusals.get(error.status) ?? []), error]);
  const { spec, path } = route;
  const isPublic = spec.access === 'public';
  if (!isPublic) refuse(forbidden(spec.access.includes('.') ? spec.access : 'read'));
  else if (route.method !== 'GET') refuse(foreignOrigin('https://elsewhere.example'));
  if (spec.subject || path.includes('_id')) refuse(notFound(spec.noun ?? 'This'));
  if (spec.body || spec.query || path.includes('_id') || route.method === 'POST') refuse(invalidExample(route));
  for (const made of spec.errors ?? []) refuse(exampleError(made));

  const responses: Responses = route.raw ? rawAnswers(route) : { [statusOf(route)]: answerOf(route) };
  responses['400'] = common('BadRequest');
  responses['401'] = isPublic ? common('UnauthorizedElsewhere') : common('Unauthorized');
  if (spec.body || spec.accepts) responses['413'] = common('TooLarge');
  if (spec.body || (route.method !== 'GET' && !route.raw)) responses['408'] = common('TooSlow');
  responses['429'] = common('TooMany');
  responses['503'] = common('Unavailable');
  for (const [status, errors] of refusals) {
    const sentences = [...new Set(errors.map((error) => describe(error)))].join(' ');
    responses[status] = problem(sentences, status === 401 ? [authenticationRequired(), ...errors] : errors);
  }
  return responses;
}

const statusOf = ({ spec }: Route): number => spec.status ?? (spec.response === null ? 204 : 200);

function answerOf({ spec }: Route): Response {
  if (spec.response === null) return { description: 'Done; nothing to say.' };
  const schema = spec.response ?? {};
  const example = spec.example?.response ?? exampleOf(schema as Shape);
  return { description: spec.summary, content: { 'application/json': { schema, example } } };
}

function rawAnswers({ spec }: Route): Responses {
  const entries = Object.entries(spec.answers ?? {}).map(
    ([status, { description, types = [], schema, examples = {} }]) => {
      const content = types.map((type) => [type, mediaOf(type, schema, examples[type])]);
      return [status, { description, ...(types.length ? { content: Object.fromEntries(content) as object } : {}) }];
    },
  );
  return Object.fromEntries(entries) as Responses;
}

/** Bytes have no schema in OpenAPI 3.1, text is a string, and JSON is what the route says. */
function mediaOf(type: string, schema: object | undefined, example: unknown): MediaType {
  if (!type.includes('json')) {
    return {
      schema: type.startsWith('text/') ? { type: 'string' } : {},
      ...(example === undefined ? {} : { example }),
    };
  }
  return { schema: schema ?? {}, example: example ?? exampleOf((schema ?? {}) as Shape) };
}

/** An error of a catalogue with its places filled in as far as a reader needs. */
const exampleError = (made: ErrorMaker): AppError =>
  new AppError(made.code, made.status, made.sentence.replace(/%s/g, '…'));

function invalidExample({ spec, path }: Route): AppError {
  const [name] = path.match(/\w+_id/) ?? [];
  if (name) return invalidInput([{ pointer: `/path/${name}`, message: `is '123', which is not a UUID` }]);
  const { required: [field] = [] } = (spec.body ?? {}) as { required?: readonly string[] };
  if (field) return invalidInput([{ pointer: `/body/${field}`, message: 'is missing' }]);
  return invalidInput([{ pointer: '/query/limit', message: 'must be >= 1' }]);
}

const described: Readonly<Record<string, string>> = {
  'core.forbidden': 'The caller may see this but not do it.',
  'core.not_found': 'It is not there, or not for the caller to see.',
  'core.invalid_input': 'The request is not valid; `errors` says where and why.',
};
const describe = ({ code, message }: AppError): string => described[code] ?? message;
