import { css } from 'lit';

/** What every element starts from: box sizing, links, focus, hidden text, figures that line up. */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  a {
    color: var(--ipm-accent-text);
    text-underline-offset: 2px;
  }
  button {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--ipm-focus);
    outline-offset: 2px;
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .quiet {
    color: var(--ipm-text-quiet);
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Keys drawn as caps: <kbd>. */
export const keyStyles = css`
  kbd {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-width: 1.375rem;
    height: 1.375rem;
    padding: 0 var(--ipm-space-1);
    border: 1px solid var(--ipm-border-strong);
    border-radius: var(--ipm-radius-s);
    background: var(--ipm-surface);
    color: var(--ipm-text-quiet);
    font: var(--ipm-weight-medium) var(--ipm-text-s) / 1 var(--ipm-font);
  }
`;
