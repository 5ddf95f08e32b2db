import { css } from 'lit';

/** How the pages before the site look: one card in the middle, the mark above it. */
export const entranceStyles = css`
  :host {
    flex: 1;
    display: grid;
    grid-template-rows: 1fr auto 2fr;
    justify-items: center;
    padding: var(--ipm-space-6) var(--ipm-space-4);
  }
  .theme {
    position: absolute;
    inset: var(--ipm-space-2) var(--ipm-space-3) auto auto;
  }
  .card {
    grid-row: 2;
    display: grid;
    gap: var(--ipm-space-5);
    width: min(24rem, 100%);
  }
  .name {
    display: grid;
    justify-items: center;
    gap: var(--ipm-space-3);
    text-align: center;
  }
  ipm-mark {
    width: 2.5rem;
    height: 2.5rem;
  }
  h1 {
    font-size: var(--ipm-text-xl);
    font-weight: var(--ipm-weight-bold);
    line-height: var(--ipm-leading-tight);
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .sentence {
    color: var(--ipm-text-quiet);
    text-wrap: pretty;
  }
  .sheet {
    display: grid;
    gap: var(--ipm-space-4);
    padding: var(--ipm-space-6);
    border: 1px solid var(--ipm-border);
    border-radius: var(--ipm-radius-l);
    background: var(--ipm-surface);
  }
  @media (max-width: 640px) {
    .sheet {
      padding: var(--ipm-space-5) var(--ipm-space-4);
    }
  }
`;

/** How the forms in it look. */
export const entranceFormStyles = css`
  form,
  .ways {
    display: grid;
    gap: var(--ipm-space-4);
  }
  .ways {
    gap: var(--ipm-space-2);
  }
  wa-button[variant='brand'] {
    width: 100%;
  }
  wa-input::part(password-toggle-button) {
    min-width: 1.5rem;
    min-height: 1.5rem;
  }
  .notice {
    padding: var(--ipm-space-3);
    border: 1px solid var(--ipm-border);
    border-radius: var(--ipm-radius);
    font-size: var(--ipm-text-s);
    text-wrap: pretty;
  }
  .notice.danger {
    border-color: var(--ipm-danger-border);
    background: var(--ipm-danger-quiet);
    color: var(--ipm-danger-text);
  }
  .notice.success {
    border-color: var(--ipm-success-border);
    background: var(--ipm-success-quiet);
    color: var(--ipm-success-text);
  }
  .or {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-3);
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
  .or::before,
  .or::after {
    content: '';
    flex: 1;
    border-top: 1px solid var(--ipm-border);
  }
  .aside {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
    text-align: center;
    text-wrap: pretty;
  }
  .link {
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    background: none;
    color: var(--ipm-accent-text);
    font-size: var(--ipm-text-s);
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
`;
