/** A JSON Schema, as far as this page shows it. */
export interface SchemaJson {
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, SchemaJson>;
  required?: string[];
  additionalProperties?: boolean | SchemaJson;
  items?: SchemaJson;
  oneOf?: SchemaJson[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  $ref?: string;
}

export interface MediaJson {
  schema?: SchemaJson;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

export interface AnswerJson {
  description: string;
  content?: Record<string, MediaJson>;
}

export interface ParameterJson {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: SchemaJson;
  description?: string;
  example?: unknown;
}

export interface OperationJson {
  method: string;
  path: string;
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: ParameterJson[];
  security: Record<string, unknown>[];
  requestBody?: { content: Record<string, MediaJson> };
  responses: Record<string, AnswerJson>;
}

export interface DocumentJson {
  info: { title: string; version: string; summary: string; description: string };
  servers: { url: string; description: string }[];
  tags: { name: string; description: string; 'x-displayName': string }[];
  paths: Record<string, Record<string, Omit<OperationJson, 'method' | 'path'>>>;
  components: {
    schemas: Record<string, SchemaJson>;
    responses: Record<string, AnswerJson>;
    securitySchemes: Record<string, { description: string; name?: string; in?: string }>;
  };
}

/** The document with its references followed: what the page draws from. */
export interface Reference {
  document: DocumentJson;
  operations: OperationJson[];
}

/** Loads the document that lies beside this page; throws a sentence when it can't be had. */
export async function loadReference(): Promise<Reference> {
  const address = location.pathname.replace(/\/docs\/?$/, '/openapi.json');
  const response = await fetch(address, { headers: { accept: 'application/json' } }).catch(() => undefined);
  if (!response) throw new Error('The server can’t be reached. Check the connection and load this page again.');
  const json = (await response.json()) as DocumentJson & { detail?: string };
  if (!response.ok) throw new Error(json.detail ?? `The server answered ${response.status} for ${address}.`);
  return { document: json, operations: operationsOf(json) };
}

function operationsOf({ paths, components }: DocumentJson): OperationJson[] {
  const named = <T>(group: Record<string, T>, { $ref }: { $ref?: string }): T | undefined =>
    $ref ? group[$ref.split('/').at(-1) ?? ''] : undefined;
  const mediaOf = (media: MediaJson): MediaJson => {
    const schema = named(components.schemas, media.schema ?? {}) ?? media.schema;
    return { ...media, ...(schema ? { schema } : {}) };
  };
  const answerOf = (given: AnswerJson): AnswerJson => {
    const { description, content = {} } = named(components.responses, given as { $ref?: string }) ?? given;
    return {
      description,
      content: Object.fromEntries(Object.entries(content).map(([type, media]) => [type, mediaOf(media)])),
    };
  };
  return Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
      parameters: operation.parameters ?? [],
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, answer]) => [status, answerOf(answer)]),
      ),
    })),
  );
}

/** The examples of a body or an answer, each with its name, as text to show. */
export function exampleTexts({ example, examples = {} }: MediaJson): [name: string, text: string][] {
  const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  const named = Object.entries(examples).map(([name, { value }]): [string, string] => [name, textOf(value)]);
  return example === undefined ? named : [['Example', textOf(example)], ...named];
}
