import { expect } from 'chai';
import { makeStreamReader, type StreamMessage } from '../event-stream.ts';

function readAll(pieces: readonly string[]) {
  const messages: StreamMessage[] = [];
  let heartbeats = 0;
  const read = makeStreamReader(
    (message) => messages.push(message),
    () => (heartbeats += 1),
  );
  for (const piece of pieces) read(piece);
  return { messages, heartbeats };
}

describe('The event stream reader', () => {
  const whole = 'retry: 1000\n: welcome\n\nid: 7\ndata: {"a":1}\n\nid: 8\ndata: {"b":\ndata: 2}\n\n';

  it('reads messages, joins lines of data, counts heartbeats', () => {
    const { messages, heartbeats } = readAll([whole]);
    expect(messages).to.deep.equal([
      { id: '7', event: 'message', data: '{"a":1}' },
      { id: '8', event: 'message', data: '{"b":\n2}' },
    ]);
    expect(heartbeats).to.equal(1);
  });

  it('reads the same however it is cut', () => {
    for (let size = 1; size < 12; size += 1) {
      const pieces = whole.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
      expect(readAll(pieces).messages, `pieces of ${size}`).to.deep.equal(readAll([whole]).messages);
    }
  });

  it('takes CRLF and keeps half a message until the rest comes', () => {
    expect(readAll(['data: x\r\n\r\n']).messages).to.have.length(1);
    expect(readAll(['data: x\n']).messages).to.have.length(0);
  });

  it('tells a named event apart', () => {
    expect(readAll(['event: reset\ndata: {}\n\ndata: y\n\n']).messages.map(({ event }) => event)).to.deep.equal([
      'reset',
      'message',
    ]);
  });
});
