import type { Permissions } from '../auth/permissions.ts';
import { problemSchema } from './problem.ts';
import type { Route } from './route.ts';

/** A route and the plugin (or core) that brings it. */
export interface OwnedRoute {
  readonly route: Route;
  readonly owner: string;
}

export interface OwnerFacts {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: object;
  description?: string;
}

/** The OpenAPI 3.1 document of what is mounted: one operation for each route, derived from its declaration. */
export function openApi(
  routes: readonly OwnedRoute[],
  owners: readonly OwnerFacts[],
  permissions: Permissions,
  version: string,
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const owned of routes) {
    const path = owned.route.path
      .replace(/\\:/g, '\0')
      .replace(/:(\w+)/g, '{$1}')
      .replace(/\0/g, ':');
    (paths[path] ??= {})[owned.route.method.toLowerCase()] = operation(owned, permissions);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Image Project Manager',
      version,
      summary: 'Projects, deep-zoom images, labels, comments, metadata and machine-learning results.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: '/api', description: 'Browsers; a valid API key is taken too.' },
      { url: '/api-key', description: 'Scripts: an API key.' },
      { url: '/api-ml', description: 'Pipelines: an API key and a signature on every call.' },
    ],
    tags: owners.map(({ name, summary }) => ({ name, description: summary })),
    security: [{ apiKey: [] }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, made at POST /api-keys.' },
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'X-ML-Signature',
          description: 'sha256=<hex HMAC-SHA256 of "<X-ML-Timestamp>.<body>">, beside X-ML-Timestamp.',
        },
      },
    },
  };
}

function operation({ route, owner }: OwnedRoute, permissions: Permissions): object {
  const { spec } = route;
  return {
    operationId: operationId(route),
    tags: [owner],
    summary: spec.summary,
    description: [spec.description, accessSentence(route, permissions)].filter(Boolean).join('\n\n'),
    parameters: parametersOf(route),
    ...(spec.access === 'public' ? { security: [] } : spec.signed ? { security: [{ signature: [] }] } : {}),
    ...bodyOf(route),
    responses: responsesOf(route),
  };
}

const operationId = ({ method, path }: Route): string =>
  `${method.toLowerCase()}_${path
    .replace(/\\:/g, '_')
    .replace(/[/:.-]+/g, '_')
    .replace(/^_|_$/g, '')}`;

function accessSentence({ spec }: Route, permissions: Permissions): string {
  const signed = spec.signed ? ' Needs the signature of a pipeline.' : '';
  if (spec.access === 'public') return `Open to everybody.${signed}`;
  if (spec.access === 'signed-in') return `Needs somebody signed in.${signed}`;
  const title = permissions.get(spec.access)?.title;
  return `Needs the permission \`${spec.access}\`${title ? ` (${title})` : ''}.${signed}`;
}

function parametersOf({ path, spec, method }: Route): Parameter[] {
  const names = [...path.replace(/\\:\w+/g, '').matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const inPath = names.map((name): Parameter => ({
    name,
    in: 'path',
    required: true,
    schema: name.endsWith('_id') ? { type: 'string', format: 'uuid' } : { type: 'string' },
  }));
  const { properties = {}, required = [] } = (spec.query ?? {}) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  const inQuery = Object.entries(properties).map(([name, schema]): Parameter => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
  const once: Parameter = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string', maxLength: 255 },
    description:
      'A text of the client’s choice: the same request sent again with it gets the first answer and changes nothing.',
  };
  return [
    ...inPath,
    ...inQuery,
    ...(method === 'POST' && !spec.transaction && (spec.response !== undefined || spec.accepts) ? [once] : []),
  ];
}

function bodyOf({ spec }: Route): object {
  if (spec.accepts)
    return { requestBody: { required: true, content: { [spec.accepts.type]: { schema: spec.accepts.schema } } } };
  if (spec.body) return { requestBody: { required: true, content: { 'application/json': { schema: spec.body } } } };
  return {};
}

function responsesOf({ spec, path, raw }: Route): Record<string, object> {
  const responses: Record<string, object> = {};
  if (raw) {
    for (const [status, { description, types = [], schema = {} }] of Object.entries(spec.answers ?? {})) {
      responses[status] = {
        description,
        ...(types.length ? { content: Object.fromEntries(types.map((type) => [type, { schema }])) } : {}),
      };
    }
  } else if (spec.response === null) responses['204'] = { description: 'Done; nothing to say.' };
  else
    responses[spec.status ?? 200] = {
      description: spec.summary,
      content: { 'application/json': { schema: spec.response ?? {} } },
    };

  const problem = (status: number, description: string) => {
    const known = responses[status] as { description: string } | undefined;
    responses[status] = {
      description: known ? `${known.description} ${description}` : description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  };
  if (spec.access !== 'public') problem(401, 'Who is calling is not known.');
  if (spec.access !== 'public' && spec.access !== 'signed-in') problem(403, 'The caller may see this but not do it.');
  if (path.includes('_id')) problem(404, 'It is not there, or not for the caller to see.');
  if (spec.body || spec.query || path.includes('_id')) problem(422, 'The request is not valid.');
  if (spec.body) problem(413, 'The body is too large.');
  for (const { status, sentence } of spec.errors ?? []) problem(status, sentence);
  return responses;
}
