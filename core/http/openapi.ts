import type { Permissions } from '../auth/permissions.ts';
import { operationOf, pathOf } from './openapi/operation.ts';
import { commonResponses } from './openapi/responses.ts';
import { securitySchemes } from './openapi/security.ts';
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

const about = `Every path is there under three prefixes, which differ in how a caller is known: \`/api\` for browsers,
\`/api-key\` for scripts, \`/api-ml\` for pipelines. Both spellings of a path, with and without a final slash, are
answered alike. Ids are UUIDs, times ISO 8601 in UTC, names in snake_case; fields that are not known are ignored unless
the schema says otherwise.

Refusals are problem documents (RFC 9457): \`code\` is stable and for programs, \`detail\` is a sentence for people,
\`request_id\` finds the request in the server's log. What a caller may not see is answered like what isn't there: 404.`;

/** The OpenAPI 3.1 document of what is mounted: one operation for each route, derived from its declaration. */
export function openApi(
  routes: readonly OwnedRoute[],
  owners: readonly OwnerFacts[],
  permissions: Permissions,
  version: string,
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { route, owner } of routes) {
    (paths[pathOf(route)] ??= {})[route.method.toLowerCase()] = operationOf(route, owner, permissions);
  }
  const used = new Set(routes.map(({ owner }) => owner));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Image Project Manager',
      version,
      summary: 'Projects, deep-zoom images, labels, comments, metadata and machine-learning results.',
      description: about,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: '/api', description: 'Browsers; a valid API key is taken too.' },
      { url: '/api-key', description: 'Scripts: an API key.' },
      { url: '/api-ml', description: 'Pipelines: an API key and a signature on every call.' },
    ],
    tags: owners
      .filter(({ name }) => used.has(name))
      .map(({ name, title, summary }) => ({ name, description: summary, 'x-displayName': title })),
    paths,
    components: { schemas: { Problem: problemSchema }, responses: commonResponses, securitySchemes },
  };
}
