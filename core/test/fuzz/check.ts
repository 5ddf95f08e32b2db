import type { Answer, Document, Operation } from '../http/openapi-reader.ts';
import { validatorOf } from '../http/openapi-reader.ts';
import type { RawReply } from './send.ts';

const INNER = /node_modules|\.ts:\d+|SequelizeDatabase|\bselect .+ from\b|ECONN|X-Amz-Signature|\/tmp\//i;

/** A check of answers against the document: says what is wrong with one, or null. */
export function checkerOf(document: Document): (operation: Operation, reply: RawReply) => string | null {
  const fits = validatorOf(document);

  return ({ responses }, { status, type, body }) => {
    const text = body.toString();
    const [mediaType = ''] = type.split(';');
    if (status >= 500 && !text.includes('"core.not_built"')) return `a ${status}: ${text.slice(0, 500)}`;
    const answer = responses[status];
    if (!answer) return `a ${status}, which the document does not know: ${text.slice(0, 300)}`;
    if (status > 300 && status < 304) return null; // a redirect: what it says beside the place is nobody's contract
    if (status === 204 || status === 304) return body.length > 0 ? `a ${status} with a body` : null;
    const schema = schemaFor(answer, mediaType);
    if (schema === undefined) return mediaType || body.length > 0 ? `a ${status} of the type '${type}'` : null;
    if (!mediaType.includes('json')) return null;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return `a ${status} that is no JSON (${String(error)}): ${text.slice(0, 300)}`;
    }
    if (mediaType === 'application/problem+json') {
      const problem = value as { status: number; detail: string };
      if (problem.status !== status) return `a ${status} whose problem document says ${problem.status}`;
      if (INNER.test(problem.detail)) return `a ${status} that tells of the inside: ${problem.detail}`;
    }
    const fault = fits(schema, value);
    return fault && `a ${status} that does not fit its schema: ${fault}`;
  };
}

/** The schema of a media type of an answer; undefined if the answer has no such type. */
function schemaFor({ content = {} }: Answer, type: string): object | undefined {
  for (const [declared, { schema = {} }] of Object.entries(content)) {
    const [plain = ''] = declared.split(';');
    if (plain === type || (plain.endsWith('/*') && type.startsWith(plain.slice(0, -1)))) return schema;
  }
  return undefined;
}
