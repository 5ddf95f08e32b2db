import { css } from 'lit';

/** How "Overlays" looks. */
export const overlaysStyles = css`
  :host {
    display: grid;
    gap: var(--ipm-space-4);
  }
  .head,
  .tail {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--ipm-space-2);
  }
  .block {
    display: grid;
    gap: var(--ipm-space-1);
  }
  .modes {
    display: grid;
    grid-template-columns: 1fr 1fr;
    border: 1px solid var(--ipm-control-border);
    border-radius: var(--ipm-radius);
    overflow: hidden;
  }
  .modes button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--ipm-space-2);
    min-height: calc(var(--ipm-control) - 2px);
    border: 0;
    background: none;
    font-size: var(--ipm-text-s);
    cursor: pointer;
  }
  .modes button[aria-pressed='true'] {
    background: var(--ipm-accent-quiet);
    color: var(--ipm-accent-text);
    font-weight: var(--ipm-weight-medium);
  }
  .modes button:focus-visible {
    outline-offset: -3px;
  }
  wa-switch {
    font-size: var(--ipm-text-s);
  }
  .note {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
  .word {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--ipm-space-2);
    font-size: var(--ipm-text-s);
  }
`;
