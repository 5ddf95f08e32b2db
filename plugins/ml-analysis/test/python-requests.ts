import { request } from 'node:http';

/** A Python float, which JSON from Python shows as such: `100.0`. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** `json.dumps(value)`, or with `separators=(",", ":")` when compact. */
export function dumps(value: unknown, compact = false): string {
  const [comma, colon] = compact ? [',', ':'] : [', ', ': '];
  if (value instanceof Float) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  if (Array.isArray(value)) return `[${value.map((item) => dumps(item, compact)).join(comma)}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${dumps(key)}${colon}${dumps(item, compact)}`);
    return `{${entries.join(comma)}}`;
  }
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export interface PythonReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  text: string;
  /** `response.json()` */
  json: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- clients look into answers of any shape
}

/** A call as `requests` sends it: its own default headers and nothing that it would not send. */
export function requests(
  method: string,
  url: string,
  {
    headers = {},
    data,
    files,
  }: { headers?: Record<string, string>; data?: string | Buffer; files?: [string, Buffer] } = {},
): Promise<PythonReply> {
  const [body, own] = files ? multipart(...files) : [data, {}];
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method,
        headers: {
          'User-Agent': 'python-requests/2.32.3',
          'Accept-Encoding': 'gzip, deflate',
          Accept: '*/*',
          Connection: 'keep-alive',
          ...headers,
          ...own,
          ...length,
        },
      },
      (message) => {
        const chunks: Buffer[] = [];
        message.on('data', (chunk: Buffer) => chunks.push(chunk));
        message.on('error', reject);
        message.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString('utf8');
          const isJson = /json/.test(message.headers['content-type'] ?? '');
          const json: unknown = isJson && text ? JSON.parse(text) : undefined;
          resolve({ status: message.statusCode ?? 0, headers: message.headers, bytes, text, json });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The arguments that `requests.post(url, json=value)` makes. */
export const asJson = (value: unknown) => ({ data: dumps(value), headers: { 'Content-Type': 'application/json' } });

function multipart(name: string, bytes: Buffer): [Buffer, Record<string, string>] {
  const boundary = '1f2e3d4c5b6a79880716253443526170';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return [body, { 'Content-Type': `multipart/form-data; boundary=${boundary}` }];
}
