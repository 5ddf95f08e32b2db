import type { Permissions } from '../../auth/permissions.ts';
import type { Route } from '../route.ts';
import { exampleId, exampleOf } from './examples.ts';
import type { Shape } from './examples.ts';
import { responsesOf } from './responses.ts';
import { securityOf } from './security.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: object;
  description?: string;
  example?: unknown;
}

/** The path of a route as OpenAPI writes it: `/images/{image_id}`. */
export const pathOf = ({ path }: Pick<Route, 'path'>): string =>
  path
    .replace(/\\:/g, '\0')
    .replace(/:(\w+)/g, '{$1}')
    .replace(/\0/g, ':');

/** One operation of the document, with an example of what goes in and out. */
export function operationOf(route: Route, owner: string, permissions: Permissions): object {
  const { spec } = route;
  return {
    operationId: operationId(route),
    tags: [owner],
    summary: spec.summary,
    description: [spec.description, accessSentence(route, permissions)].filter(Boolean).join('\n\n'),
    parameters: parametersOf(route),
    security: securityOf(route),
    ...bodyOf(route),
    responses: responsesOf(route),
  };
}

const operationId = ({ method, path }: Route): string =>
  `${method.toLowerCase()}_${path
    .replace(/\\:/g, '_')
    .replace(/[/:.-]+/g, '_')
    .replace(/^_|_$/g, '')}`;

const SIGNED = {
  always: ' Needs the signature of a pipeline.',
  'unless-api-key':
    ' Needs the signature of a pipeline; under /api-key a key whose owner has the permission is enough.',
  'if-sent': ' A pipeline may sign it.',
} as const;

function accessSentence({ spec, method }: Route, permissions: Permissions): string {
  const signed = spec.signed ? SIGNED[spec.signed] : '';
  if (spec.access === 'public') return `Open to everybody.${signed}`;
  if (spec.access === 'signed-in') {
    const scope = spec.scope ?? (method === 'GET' ? 'read' : 'write');
    const keys = scope === 'account' ? 'No API key is enough.' : `An API key needs the scope \`${scope}\`.`;
    return `Needs somebody signed in. ${keys}${signed}`;
  }
  const title = permissions.get(spec.access)?.title;
  return `Needs the permission \`${spec.access}\`${title ? ` (${title})` : ''}.${signed}`;
}

function parametersOf({ path, spec, method }: Route): Parameter[] {
  const names = [...path.replace(/\\:\w+/g, '').matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const inPath = names.map((name): Parameter => {
    const schema = name.endsWith('_id') ? { type: 'string', format: 'uuid' } : { type: 'string', minLength: 1 };
    const { description, ...facets }: { description?: string } = spec.params?.[name] ?? {};
    const whole = { ...schema, ...facets };
    const about = description ? { description } : {};
    return { name, in: 'path', required: true, schema: whole, ...about, example: exampleOf(whole, name) };
  });
  const { properties = {}, required = [] } = (spec.query ?? {}) as {
    properties?: Record<string, Shape & { description?: string }>;
    required?: string[];
  };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]): Parameter => {
    const isRequired = required.includes(name);
    return {
      name,
      in: 'query',
      required: isRequired,
      schema,
      ...(description ? { description } : {}),
      ...(isRequired || schema.examples ? { example: exampleOf(schema, name) } : {}),
    };
  });
  const isOnce = method === 'POST' && !spec.transaction && (!spec.answers || spec.accepts);
  return [...inPath, ...inQuery, ...(isOnce ? [onceHeader] : []), ...(spec.headers ?? []).map(headerOf)];
}

const onceHeader: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description:
    'A text of the client’s choice: the same request sent again with it gets the first answer and changes nothing.',
  example: exampleId('Idempotency-Key'),
};

const headerOf = ({ name, description, example }: { name: string; description: string; example: string }) =>
  ({ name, in: 'header', required: false, schema: { type: 'string' }, description, example }) as const;

function bodyOf({ spec }: Route): object {
  const content = (type: string, schema: object) => ({
    requestBody: {
      required: true,
      content: { [type]: { schema, example: spec.example?.body ?? exampleOf(schema as Shape) } },
    },
  });
  if (spec.accepts) return content(spec.accepts.type, spec.accepts.schema);
  return spec.body ? content('application/json', spec.body) : {};
}
