import { html, type TemplateResult } from 'lit';

/** The document's prose: paragraphs, and `code` between backticks; nothing else of Markdown is used in it. */
export const prose = (text: string): TemplateResult[] =>
  text.split(/\n{2,}/).map((paragraph) => html`<p>${inline(paragraph)}</p>`);

/** One line of it. */
export const inline = (text: string): (string | TemplateResult)[] =>
  text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
