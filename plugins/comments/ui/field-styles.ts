import { css } from 'lit';

/** How a field for a comment's text looks, with what stands below it. */
export const fieldStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--ipm-space-2);
  }
  textarea {
    display: block;
    width: 100%;
    min-height: calc(2 * 1.5em + 2 * var(--ipm-space-2) + 2px);
    max-height: 16rem;
    padding: var(--ipm-space-2) var(--ipm-space-3);
    border: 1px solid var(--ipm-control-border);
    border-radius: var(--ipm-radius);
    background: var(--ipm-surface);
    color: var(--ipm-text);
    font: inherit;
    field-sizing: content;
    resize: vertical;
  }
  textarea::placeholder {
    color: var(--ipm-text-quiet);
    opacity: 1;
  }
  textarea:focus-visible {
    outline: 2px solid var(--ipm-focus);
    outline-offset: -1px;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: var(--ipm-space-2);
  }
  .failure {
    color: var(--ipm-danger-text);
    font-size: var(--ipm-text-s);
  }
`;
