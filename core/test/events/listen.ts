/** An event as a stream tells it. */
export interface Told {
  id: string;
  name: string;
  payload: { text?: string; project_id?: string; image_id?: string };
}

/** Reads a stream of server-sent events until closed, as the local user or by an API key. */
export async function listen(url: string, lastEventId?: string, key?: string) {
  const stop = new AbortController();
  const headers: Record<string, string> = {
    ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
    ...(key ? { authorization: `Bearer ${key}` } : {}),
  };
  const response = await fetch(`${url}/api/events`, { headers, signal: stop.signal });
  const told: Told[] = [];
  const names: string[] = [];
  let isOver = false;
  const done = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const named = /^event: (.*)$/m.exec(block)?.[1];
        if (named) names.push(named);
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data && !named) told.push(JSON.parse(data) as Told);
      }
    }
  })()
    .catch(() => undefined) // ended by stop()
    .finally(() => (isOver = true));
  return {
    response,
    told,
    names,
    /** Whether the server has ended it. */
    isOver: () => isOver,
    texts: () => told.map(({ payload }) => payload.text),
    stop: async () => (stop.abort(), done),
  };
}
