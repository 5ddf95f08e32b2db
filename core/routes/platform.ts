import { rawRoute, route } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import type { MayHear } from '../events/may-hear.ts';
import type { Outbox } from '../events/outbox.ts';
import { streamEvents } from '../events/stream.ts';
import { notBuilt } from '../http/site.ts';
import type { Site } from '../http/site.ts';

/** What the platform's own routes tell about, known once the application is wired. */
export interface PlatformFacts {
  outbox: Outbox;
  site: () => Site;
  document: () => object;
  mayHear: MayHear;
  /** Ends the streams when the server stops. */
  streams: Set<() => void>;
}

const anyObject = { type: 'object' } as const;

export function platformRoutes({ outbox, site, document, mayHear, streams }: PlatformFacts): Route[] {
  const health = route(
    'GET /health',
    {
      summary: 'Whether the server is up',
      access: 'public',
      response: {
        type: 'object',
        required: ['status', 'timestamp'],
        properties: { status: { const: 'healthy' }, timestamp: { type: 'string', format: 'date-time' } },
      },
    },
    async () => ({ status: 'healthy' as const, timestamp: new Date().toISOString() }),
  );

  const openapi = route(
    'GET /openapi.json',
    { summary: 'This API as an OpenAPI 3.1 document', access: 'signed-in', response: anyObject },
    async () => document() as Record<string, unknown>,
  );

  const docs = rawRoute(
    'GET /docs',
    {
      summary: 'This API as a page, to read and to try',
      access: 'signed-in',
      answers: { 200: { description: 'The page.', types: ['text/html; charset=utf-8'] } },
      errors: [notBuilt],
    },
    async ({ ctx }) => {
      const page = site().docsPage;
      if (page === null) throw notBuilt();
      ctx.set({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
      ctx.body = page;
    },
  );

  const ui = route(
    'GET /ui',
    {
      summary: 'The browser modules of the plugins and the slots that they fill',
      access: 'signed-in',
      response: {
        type: 'object',
        required: ['plugins'],
        properties: {
          plugins: {
            type: 'array',
            items: {
              type: 'object',
              required: ['name', 'title', 'module', 'slots'],
              properties: {
                name: { type: 'string' },
                title: { type: 'string' },
                module: { type: 'string' },
                slots: anyObject,
              },
            },
          },
        },
      },
    },
    async () => ({ plugins: site().plugins as never }),
  );

  const events = rawRoute(
    'GET /events',
    {
      summary: 'What happens, as server-sent events',
      description:
        'Send Last-Event-ID to get what was missed; an event named `reset` says that too much was, and to load anew.',
      access: 'signed-in',
      headers: [{ name: 'Last-Event-ID', description: 'The last event that was received.', example: '41' }],
      answers: {
        200: {
          description: 'Events as they happen: `{id, name, payload, at}`.',
          types: ['text/event-stream'],
          examples: {
            'text/event-stream':
              'id: 42\ndata: {"id":42,"name":"comments.created","payload":{},"at":"2026-11-22T06:51:24.488Z"}\n\n',
          },
        },
      },
    },
    async ({ ctx, user }) => {
      const close = await streamEvents(ctx, outbox, user, mayHear);
      streams.add(close);
      ctx.res.once('close', () => streams.delete(close));
    },
  );

  return [health, openapi, docs, ui, events];
}
