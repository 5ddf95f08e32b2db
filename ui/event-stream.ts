/** One message of a server-sent event stream. `event` is 'message' unless the server named it. */
export interface StreamMessage {
  id: string | null;
  event: string;
  data: string;
}

/** Reads text/event-stream piece by piece: feed it decoded text, it hands over whole messages. A line that starts with
    a colon (a heartbeat) only calls `onHeartbeat`. */
export function makeStreamReader(
  onMessage: (message: StreamMessage) => void,
  onHeartbeat: () => void,
): (text: string) => void {
  let rest = '';
  let id: string | null = null;
  let event = 'message';
  let data: string[] = [];
  const takeLine = (line: string): void => {
    if (line === '') {
      if (data.length > 0) onMessage({ id, event, data: data.join('\n') });
      data = [];
      event = 'message';
      return;
    }
    if (line.startsWith(':')) return onHeartbeat();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    if (field === 'id') id = value;
    if (field === 'event') event = value;
  };
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) takeLine(line);
  };
}
