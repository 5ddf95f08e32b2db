import { css } from 'lit';

/** How a section looks: a head with what can be done, a sentence, rows or a table. */
export const sectionStyles = css`
  :host {
    display: grid;
    gap: var(--ipm-space-4);
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    min-width: 0;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--ipm-space-2) var(--ipm-space-3);
  }
  h1,
  h2 {
    flex: 1;
    font-size: var(--ipm-text-l);
    font-weight: var(--ipm-weight-bold);
    line-height: var(--ipm-leading-tight);
  }
  h1 {
    font-size: var(--ipm-text-xl);
    letter-spacing: -0.01em;
  }
  h3 {
    font-size: var(--ipm-text-m);
    font-weight: var(--ipm-weight-bold);
  }
  .count {
    margin-inline-start: var(--ipm-space-2);
    color: var(--ipm-text-quiet);
    font-weight: var(--ipm-weight);
  }
  .lead {
    max-width: 44rem;
    color: var(--ipm-text-quiet);
    text-wrap: pretty;
  }
  .small {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
  .failure {
    color: var(--ipm-danger-text);
    font-size: var(--ipm-text-s);
    text-wrap: pretty;
  }
  .more {
    justify-self: center;
  }
  .tag {
    display: inline-block;
    padding: 0 var(--ipm-space-2);
    border: 1px solid var(--ipm-border-strong);
    border-radius: var(--ipm-radius-s);
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
    font-weight: var(--ipm-weight);
    line-height: 1.375rem;
    white-space: nowrap;
  }
  .tag.accent {
    border-color: var(--ipm-accent-border);
    background: var(--ipm-accent-quiet);
    color: var(--ipm-accent-text);
  }
  .tag.warning {
    border-color: var(--ipm-warning-border);
    background: var(--ipm-warning-quiet);
    color: var(--ipm-warning-text);
  }
  .tag.danger {
    border-color: var(--ipm-danger-border);
    background: var(--ipm-danger-quiet);
    color: var(--ipm-danger-text);
  }
  .tag.success {
    border-color: var(--ipm-success-border);
    background: var(--ipm-success-quiet);
    color: var(--ipm-success-text);
  }
  code {
    font: var(--ipm-text-s) / 1.5 var(--ipm-font-mono);
    overflow-wrap: anywhere;
  }
`;

/** How rows look: what it is, facts about it, what can be done with it; stacked where there is little room. */
export const rowStyles = css`
  .rows {
    border: 1px solid var(--ipm-border);
    border-radius: var(--ipm-radius-l);
    background: var(--ipm-surface);
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--ipm-space-1) var(--ipm-space-3);
    min-height: 3.25rem;
    padding: var(--ipm-space-2) var(--ipm-space-3) var(--ipm-space-2) var(--ipm-space-4);
  }
  .row + .row,
  .inside {
    border-top: 1px solid var(--ipm-border);
  }
  .what {
    display: grid;
    gap: 2px;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--ipm-space-1) var(--ipm-space-2);
    font-weight: var(--ipm-weight-medium);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--ipm-space-3);
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
  .is-off .title {
    color: var(--ipm-text-quiet);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: var(--ipm-space-1);
  }
`;

/** How forms look, in a section and in a dialog. */
export const fieldStyles = css`
  form,
  .form {
    display: grid;
    gap: var(--ipm-space-4);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: var(--ipm-space-3);
  }
  .line > wa-input {
    flex: 1 1 14rem;
  }
  fieldset {
    display: grid;
    gap: var(--ipm-space-2);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-bottom: var(--ipm-space-1);
    padding: 0;
    font-weight: var(--ipm-weight-medium);
  }
  .check {
    display: flex;
    align-items: flex-start;
    gap: var(--ipm-space-2);
    min-height: 1.5rem;
  }
  .check input {
    width: 1rem;
    height: 1rem;
    margin: 0.1875rem 0 0;
    accent-color: var(--ipm-accent);
  }
  .field {
    display: grid;
    gap: var(--ipm-space-1);
    font-weight: var(--ipm-weight-medium);
    line-height: var(--ipm-leading-tight);
  }
  .field > :is(select, input) {
    height: var(--ipm-control);
    min-width: 0;
    padding: 0 var(--ipm-space-2);
    border: 1px solid var(--ipm-control-border);
    border-radius: var(--ipm-radius);
    background: var(--ipm-surface);
    color: var(--ipm-text);
    font: inherit;
    font-weight: var(--ipm-weight);
  }
  wa-input::part(password-toggle-button) {
    min-width: 1.5rem;
    min-height: 1.5rem;
  }
  wa-dialog {
    --width: 32rem;
  }
`;
