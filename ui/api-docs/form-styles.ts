import { css } from 'lit';

/** Fields and buttons of the form that sends a call. */
export const formStyles = css`
  form {
    display: grid;
    gap: var(--ipm-space-3);
    max-width: 44rem;
    margin-bottom: var(--ipm-space-4);
  }
  label {
    display: grid;
    gap: var(--ipm-space-1);
    font-size: var(--ipm-text-s);
  }
  input,
  select,
  textarea {
    width: 100%;
    min-height: var(--ipm-control);
    padding: var(--ipm-space-1) var(--ipm-space-2);
    border: 1px solid var(--ipm-control-border);
    border-radius: var(--ipm-radius-s);
    background: var(--ipm-surface);
    color: var(--ipm-text);
    font: inherit;
    font-size: var(--ipm-text-m);
  }
  ::placeholder {
    color: var(--ipm-text-quiet);
    opacity: 1;
  }
  textarea {
    font-family: var(--ipm-font-mono);
    font-size: var(--ipm-text-s);
    resize: vertical;
  }
  button {
    justify-self: start;
    min-height: var(--ipm-control);
    padding: 0 var(--ipm-space-4);
    border: 1px solid var(--ipm-accent-border);
    border-radius: var(--ipm-radius);
    background: var(--ipm-accent-quiet);
    color: var(--ipm-accent-text);
    font-weight: var(--ipm-weight-medium);
    cursor: pointer;
  }
  button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  img {
    max-width: 100%;
    border-radius: var(--ipm-radius);
  }
`;
