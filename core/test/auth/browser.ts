// A browser without a window: follows redirects and keeps cookies, each for its own host and path.

export interface Page {
  readonly at: URL;
  readonly status: number;
  readonly text: string;
}

export interface Browser {
  open(url: string): Promise<Page>;
  /** Sends an HTML form. */
  submit(url: string, fields: Record<string, string>): Promise<Page>;
  fetchJson<T>(url: string): Promise<{ status: number; body: T }>;
}

export function createBrowser(): Browser {
  const jar = new Map<string, { host: string; path: string; pair: string }>();

  const cookiesFor = (url: URL): string =>
    [...jar.values()]
      .filter(({ host, path }) => host === url.host && url.pathname.startsWith(path))
      .map(({ pair }) => pair)
      .join('; ');

  async function request(url: URL, init: RequestInit): Promise<Response> {
    const cookie = cookiesFor(url);
    const reply = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(cookie ? { cookie } : {}) },
    });
    for (const line of reply.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/;\s*/);
      const name = pair.slice(0, pair.indexOf('='));
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
      const isGone = attributes.some(
        (attribute) => /^max-age=0$/i.test(attribute) || /^expires=.*1970/i.test(attribute),
      );
      const key = `${url.host} ${path} ${name}`;
      if (isGone) jar.delete(key);
      else jar.set(key, { host: url.host, path, pair });
    }
    return reply;
  }

  async function follow(url: URL, init: RequestInit): Promise<Page> {
    let at = url;
    let reply = await request(at, init);
    for (let hop = 0; hop < 15 && reply.status >= 300 && reply.status < 400; hop += 1) {
      at = new URL(reply.headers.get('location') ?? '', at);
      await reply.arrayBuffer();
      reply = await request(at, {});
    }
    return { at, status: reply.status, text: await reply.text() };
  }

  return {
    open: (url) => follow(new URL(url), {}),
    submit: (url, fields) => follow(new URL(url), { method: 'POST', body: new URLSearchParams(fields) }),
    async fetchJson<T>(url: string) {
      const reply = await request(new URL(url), {});
      return { status: reply.status, body: (await reply.json()) as T };
    },
  };
}
