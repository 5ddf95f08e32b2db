import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { isSignedOut } from '../signed-out.ts';
import { ApiProblem, apiUrl, calls as api, readProblem } from '../request.ts';

const caught = async (act: Promise<unknown>): Promise<ApiProblem> => {
  try {
    await act;
  } catch (error) {
    return error as ApiProblem;
  }
  throw new Error('It should have failed.');
};

describe('The browser’s API client', () => {
  const realFetch = globalThis.fetch;
  let server: Server;
  let wasAsked = false;

  before(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? '';
      if (path.startsWith('/api/list')) {
        response.writeHead(200, { 'content-type': 'application/json', 'x-total-count': '3000' }).end('[1,2]');
      } else if (path === '/api/none') response.writeHead(204).end();
      else if (path === '/api/mine') {
        const isIn = !isSignedOut.value && wasAsked;
        wasAsked = true;
        const problem = { status: 401, code: 'core.authentication_required', detail: 'Authentication required.' };
        response.writeHead(isIn ? 200 : 401, { 'content-type': 'application/json' });
        response.end(isIn ? '"mine"' : JSON.stringify(problem));
      } else if (path === '/api/throttled') {
        const problem = { status: 429, code: 'core.too_many_tries', detail: 'Wait a while.' };
        response.writeHead(429, { 'retry-after': '40' }).end(JSON.stringify(problem));
      } else if (path === '/api/page')
        response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
      else {
        const problem = {
          status: 409,
          code: 'comments.thread_closed',
          detail: 'This thread is closed.',
          request_id: 'r1',
        };
        response.writeHead(409, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    globalThis.fetch = (path, init) => realFetch(`http://127.0.0.1:${port}${String(path)}`, init);
  });

  after(() => {
    globalThis.fetch = realFetch;
    server.close();
  });

  it('leaves empty values out of the query', () => {
    expect(apiUrl('/projects/', { limit: 5, search: '', trashed: null, deep: false })).to.equal(
      '/api/projects/?limit=5&deep=false',
    );
    expect(apiUrl('/projects/')).to.equal('/api/projects/');
  });

  it('reads the total of a list, which may be more than its page', async () => {
    expect(await api.list<number>('/list')).to.deep.equal({ items: [1, 2], total: 3000 });
  });

  it('waits while nobody is signed in, and sends again what was refused', async () => {
    const answer = api.get('/mine');
    await new Promise<void>((resolve) => {
      const stop = isSignedOut.subscribe(() => {
        stop();
        resolve();
      });
    });
    expect(isSignedOut.value).to.equal(true);
    isSignedOut.set(false);
    expect(await answer).to.equal('mine');
  });

  it('gives up waiting when the call is called off', async () => {
    wasAsked = false;
    const off = new AbortController();
    const refused = caught(api.get('/mine', { signal: off.signal }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    off.abort();
    expect((await refused).name).to.equal('AbortError');
    isSignedOut.set(false);
  });

  it('tells how long to wait, where the server says so', async () => {
    const problem = await caught(api.get('/throttled'));
    expect(problem).to.include({ status: 429, retryAfter: 40, detail: 'Wait a while.' });
  });

  it('answers nothing for an empty answer', async () => {
    expect(await api.del('/none')).to.equal(undefined);
  });

  it('throws the server’s sentence, code and request id', async () => {
    const problem = await caught(api.post('/refused', {}));
    expect(problem).to.be.instanceOf(ApiProblem);
    expect(problem).to.include({
      status: 409,
      code: 'comments.thread_closed',
      detail: 'This thread is closed.',
      requestId: 'r1',
    });
    expect(problem.message).to.equal(problem.detail);
  });

  it('makes a sentence of an answer that has none', async () => {
    const problem = await caught(api.get('/page'));
    expect(problem).to.include({ status: 502, code: 'http_502' });
    expect(problem.detail).to.match(/error \(502\)/);
    expect(readProblem(413, '').detail).to.match(/larger than the server accepts/);
  });

  it('says that nobody answered, with status 0', async () => {
    const { fetch } = globalThis;
    globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    const problem = await caught(api.get('/x'));
    globalThis.fetch = fetch;
    expect(problem).to.include({ status: 0, code: 'network' });
    expect(problem.detail).to.match(/can’t be reached/);
  });

  it('passes a cancelled call on as what it is', async () => {
    const stop = new AbortController();
    stop.abort();
    const error = await caught(api.get('/list', { signal: stop.signal }));
    expect(error).not.to.be.instanceOf(ApiProblem);
    expect(error.name).to.equal('AbortError');
  });
});
