import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';

/** The OpenAPI document, as far as tests read it. */
export interface Document {
  openapi: string;
  paths: Record<string, Record<string, Omit<Operation, 'at' | 'method' | 'path'>>>;
  components: {
    schemas: Record<string, object>;
    responses: Record<string, Answer>;
    securitySchemes: Record<string, object>;
  };
}
export interface MediaType {
  schema?: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
export interface Answer {
  description: string;
  content?: Record<string, MediaType>;
}
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: object;
  example?: unknown;
}
export interface Operation {
  /** Such as `GET /images/{image_id}`. */
  at: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  operationId: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, MediaType> };
  /** By status; references are followed. */
  responses: Record<string, Answer>;
}

/** The operations of a document in its order, with references to common answers followed. */
export function operationsOf(document: Document): Operation[] {
  const follow = (answer: Answer | { $ref: string }): Answer =>
    '$ref' in answer ? (document.components.responses[answer.$ref.split('/').at(-1) ?? ''] as Answer) : answer;
  return Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([name, operation]) => {
      const method = name.toUpperCase();
      const responses = Object.entries(operation.responses).map(([status, answer]) => [status, follow(answer)]);
      return {
        ...operation,
        at: `${method} ${path}`,
        method,
        path,
        responses: Object.fromEntries(responses) as Record<string, Answer>,
      };
    }),
  );
}

/** A check of values against schemas of the document: answers what is wrong, or null. Each schema is compiled once. */
export function validatorOf(document: Document): (schema: object, value: unknown) => string | null {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv2020) => void)(ajv); // a CommonJS default export
  ajv.addSchema({ $id: 'document', components: document.components });
  const compiled = new Map<object, ReturnType<typeof ajv.compile>>();
  return (schema, value) => {
    let valid = compiled.get(schema);
    if (!valid) {
      const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
      valid = ajv.compile(JSON.parse(text) as object);
      compiled.set(schema, valid);
    }
    return valid(value)
      ? null
      : `${ajv.errorsText(valid.errors, { dataVar: '' })} in ${JSON.stringify(value).slice(0, 300)}`;
  };
}
