import { css } from 'lit';

/** How the tab of members looks. */
export const membersTabStyles = css`
  :host {
    display: grid;
    gap: var(--ipm-space-6);
    align-content: start;
    width: min(52rem, 100%);
    padding: var(--ipm-space-5) var(--ipm-space-6) var(--ipm-space-16);
  }
  h2 {
    font-size: var(--ipm-text-l);
    font-weight: var(--ipm-weight-bold);
  }
  .lead {
    color: var(--ipm-text-quiet);
    text-wrap: pretty;
  }
  section {
    display: grid;
    gap: var(--ipm-space-3);
  }
  .rows {
    border: 1px solid var(--ipm-border);
    border-radius: var(--ipm-radius-l);
    background: var(--ipm-surface);
  }
  .roles dt {
    font-weight: var(--ipm-weight-medium);
  }
  .roles dd {
    color: var(--ipm-text-quiet);
  }
  .roles {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: var(--ipm-space-1) var(--ipm-space-4);
    padding-top: var(--ipm-space-3);
  }
  details {
    font-size: var(--ipm-text-s);
  }
  summary {
    width: fit-content;
    min-height: 1.5rem;
    color: var(--ipm-text-quiet);
    cursor: pointer;
  }
  summary:hover {
    color: var(--ipm-text);
  }
  @media (max-width: 640px) {
    :host {
      padding: var(--ipm-space-4) var(--ipm-space-4) var(--ipm-space-16);
    }
  }
`;

/** How the fields of members look: a line that wraps, native choices. */
export const memberFieldStyles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: var(--ipm-space-3);
  }
  form wa-input {
    flex: 1 1 16rem;
  }
  label {
    display: grid;
    gap: var(--ipm-space-1);
    font-weight: var(--ipm-weight-medium);
    line-height: var(--ipm-leading-tight);
  }
  select {
    height: var(--ipm-control);
    min-width: 8.5rem;
    padding: 0 var(--ipm-space-2);
    border: 1px solid var(--ipm-control-border);
    border-radius: var(--ipm-radius);
    background: var(--ipm-surface);
    color: var(--ipm-text);
    font: inherit;
    font-weight: var(--ipm-weight);
  }
  .failure {
    flex-basis: 100%;
    color: var(--ipm-danger-text);
    font-size: var(--ipm-text-s);
  }
`;
