import { css } from 'lit';

/** Headings, prose, code and methods of this page. */
export const textStyles = css`
  h1 {
    font-size: var(--ipm-text-2xl);
    line-height: var(--ipm-leading-tight);
  }
  h2 {
    font-size: var(--ipm-text-l);
  }
  h3,
  h4 {
    margin: var(--ipm-space-3) 0 var(--ipm-space-1);
    font-size: var(--ipm-text-m);
    font-weight: var(--ipm-weight-medium);
  }
  h4 {
    color: var(--ipm-text-quiet);
  }
  p {
    max-width: 44rem;
    margin-bottom: var(--ipm-space-3);
  }
  code,
  pre {
    font-family: var(--ipm-font-mono);
    font-size: var(--ipm-text-s);
  }
  pre {
    max-height: 28rem;
    margin: 0;
    padding: var(--ipm-space-3);
    overflow: auto;
    border-radius: var(--ipm-radius);
    background: var(--ipm-sunken);
  }
  .method {
    color: var(--ipm-accent-text);
    font: var(--ipm-weight-bold) var(--ipm-text-s) / 1 var(--ipm-font-mono);
  }
  .fine {
    color: var(--ipm-success-text);
  }
  .failed {
    color: var(--ipm-danger-text);
  }
`;
