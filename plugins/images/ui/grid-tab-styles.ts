import { css } from 'lit';

/** How the tab Images looks. */
export const gridTabStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 60vh;
  }
  images-filter-bar {
    position: sticky;
    top: calc(var(--ipm-bar) + 1px);
    z-index: 5;
    padding: var(--ipm-space-3) var(--ipm-space-6);
    background: var(--ipm-page);
  }
  .body {
    flex: 1;
    display: flex;
    flex-direction: column;
    padding: var(--ipm-space-1) var(--ipm-space-6) 6rem;
  }
  ipm-empty {
    flex: 1;
  }
  ipm-empty.invite {
    margin: var(--ipm-space-2) 0;
    border: 1px dashed var(--ipm-control-border);
    border-radius: var(--ipm-radius-l);
  }
  .drop {
    position: fixed;
    inset: var(--ipm-bar) 0 0 0;
    z-index: 11;
    display: grid;
    place-items: center;
    border: 3px dashed var(--ipm-accent);
    background: color-mix(in srgb, var(--ipm-accent-quiet) 88%, transparent);
    pointer-events: none;
  }
  .drop div {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-3);
    color: var(--ipm-accent-text);
    font-size: var(--ipm-text-xl);
    font-weight: var(--ipm-weight-bold);
  }
  @media (max-width: 640px) {
    images-filter-bar {
      position: static;
      padding: var(--ipm-space-3) var(--ipm-space-4);
    }
    .body {
      padding: 0 var(--ipm-space-4) 6rem;
    }
  }
`;
