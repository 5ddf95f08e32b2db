type ScalarName = 'string' | 'number' | 'integer' | 'boolean' | 'null';

/**
 * The part of JSON Schema (2020-12 vocabulary, as ajv reads it) that this project writes, for literals:
 * `as const satisfies Schema`. Small enough that TypeScript infers any of it quickly.
 */
export type Schema =
  | { readonly type: ScalarName; readonly [keyword: string]: unknown }
  | { readonly type: readonly ScalarName[]; readonly [keyword: string]: unknown }
  | { readonly const: string | number | boolean | null; readonly [keyword: string]: unknown }
  | { readonly enum: readonly (string | number | boolean | null)[]; readonly [keyword: string]: unknown }
  | { readonly type: 'array'; readonly items: Schema; readonly [keyword: string]: unknown }
  | {
      readonly type: 'object' | readonly ('object' | 'null')[];
      readonly properties?: { readonly [name: string]: Schema };
      readonly required?: readonly string[];
      readonly additionalProperties?: boolean | Schema;
      readonly [keyword: string]: unknown;
    }
  | { readonly oneOf: readonly Schema[]; readonly [keyword: string]: unknown }
  | { readonly description: string };

type Scalar = {
  string: string;
  number: number;
  integer: number;
  boolean: boolean;
  null: null;
  object: Record<string, unknown>;
};
// What is required, and what has a default, which the validator fills in.
type Present<S, P> =
  | (S extends { readonly required: readonly (infer K)[] } ? Extract<K, keyof P> : never)
  | { [K in keyof P]: P[K] extends { readonly default: unknown } ? K : never }[keyof P];
type Fields<S, P> = { -readonly [K in Present<S, P>]: TypeOf<P[K]> } & {
  -readonly [K in Exclude<keyof P, Present<S, P>>]?: TypeOf<P[K]> | undefined;
};
type Flat<T> = { [K in keyof T]: T[K] };

/** The TypeScript type of the values that a schema literal accepts; `undefined` for no schema, `unknown` for any value. */
export type TypeOf<S> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly const: infer C }
    ? C
    : S extends { readonly oneOf: readonly (infer U)[] }
      ? U extends unknown
        ? TypeOf<U>
        : never
      : S extends { readonly type: 'array'; readonly items: infer I }
        ? TypeOf<I>[]
        : S extends { readonly type: 'object'; readonly properties: infer P }
          ? Flat<Fields<S, P>>
          : S extends { readonly type: 'object'; readonly additionalProperties: infer V extends object }
            ? Record<string, TypeOf<V>>
            : S extends { readonly type: readonly ('object' | 'null')[]; readonly properties: infer P }
              ? Flat<Fields<S, P>> | null
              : S extends { readonly type: infer T extends keyof Scalar }
                ? Scalar[T]
                : S extends { readonly type: readonly (infer T extends keyof Scalar)[] }
                  ? Scalar[T]
                  : S extends object
                    ? unknown
                    : undefined;
