import { css, html, nothing, type TemplateResult } from 'lit';
import type { SchemaJson } from './document.ts';
import { inline } from './prose.ts';

/** For the lists that `schemaView` draws. */
export const schemaStyles = css`
  .fields {
    display: grid;
    gap: var(--ipm-space-2);
    margin: var(--ipm-space-2) 0;
  }
  .fields .fields {
    margin-inline-start: var(--ipm-space-2);
    padding-inline-start: var(--ipm-space-3);
    border-inline-start: 1px solid var(--ipm-border);
  }
  .fields code {
    font-weight: var(--ipm-weight-bold);
  }
  .type,
  .limits {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
  .needed {
    color: var(--ipm-danger-text);
    font-size: var(--ipm-text-s);
  }
`;

/** The fields of a schema, those of inner objects within; a value without fields is told by its type alone. */
export function schemaView(schema: SchemaJson): TemplateResult {
  const inner = fieldsOf(schema);
  return inner === nothing ? html`<p>${typeText(schema)} ${limits(schema)}</p>` : html`${inner}`;
}

function fieldsOf(schema: SchemaJson): TemplateResult | typeof nothing {
  const object = schema.items ?? schema;
  if (!object.properties) {
    const values = object.additionalProperties;
    return typeof values === 'object' && values.properties ? fieldsOf(values) : nothing;
  }
  const required = new Set(object.required);
  return html`<ul class="fields">
    ${Object.entries(object.properties).map(
      ([name, field]) => html`<li>${line(name, field, required.has(name))} ${fieldsOf(field)}</li>`,
    )}
  </ul>`;
}

/** Name, type, whether it is needed, limits and what it means. */
export const line = (name: string, schema: SchemaJson, isNeeded: boolean, about = schema.description) => html`
  <code>${name}</code> <span class="type">${typeText(schema)}</span>
  ${isNeeded ? html`<span class="needed">required</span>` : nothing} ${limits(schema)}
  ${about ? inline(about) : nothing}
`;

/** What a value is, in words: `string (uuid)`, `array of object`, `one of "append", "replace"`. */
export function typeText(schema: SchemaJson): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  if (schema.oneOf) return schema.oneOf.map(typeText).join(' or ');
  const types = [schema.type ?? []].flat();
  if (types.includes('array') && schema.items) return `array of ${typeText(schema.items)}`;
  const format = schema.format ? ` (${schema.format})` : '';
  return types.length > 0 ? types.join(' or ') + format : 'any JSON value';
}

function limits(schema: SchemaJson): TemplateResult | typeof nothing {
  const { default: preset, minLength, maxLength, minimum, maximum, pattern } = schema;
  const said = [
    preset === undefined ? '' : `default ${JSON.stringify(preset)}`,
    minLength ? `at least ${minLength} characters` : '',
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    minimum === undefined ? '' : `from ${minimum}`,
    maximum === undefined || maximum === 2147483647 ? '' : `to ${maximum}`,
    pattern && pattern !== '\\S' ? `matches ${pattern}` : '',
  ].filter(Boolean);
  return said.length > 0 ? html`<span class="limits">${said.join(', ')}.</span>` : nothing;
}
