import { css } from 'lit';

/** How the sections beside the picture look. */
export const sidebarStyles = css`
  :host {
    display: block;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  section {
    border-bottom: 1px solid var(--ipm-border);
  }
  section.dragged {
    opacity: 0.5;
  }
  .head {
    display: flex;
    align-items: center;
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--ipm-surface);
  }
  h2 {
    flex: 1;
    font-size: var(--ipm-text-m);
    font-weight: var(--ipm-weight-bold);
  }
  h2 button {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-2);
    width: 100%;
    min-height: 2.5rem;
    padding: 0 var(--ipm-space-3);
    border: 0;
    background: none;
    font-weight: inherit;
    text-align: start;
    cursor: pointer;
  }
  h2 button:focus-visible {
    outline-offset: -2px;
  }
  h2 wa-icon {
    color: var(--ipm-text-quiet);
  }
  .grip {
    display: grid;
    place-items: center;
    width: 1.75rem;
    height: 1.75rem;
    margin-inline-end: var(--ipm-space-2);
    padding: 0;
    border: 0;
    border-radius: var(--ipm-radius-s);
    background: none;
    color: var(--ipm-text-quiet);
    cursor: grab;
    opacity: 0;
  }
  .head:hover .grip,
  .grip:focus-visible {
    opacity: 1;
  }
  .body {
    padding: 0 var(--ipm-space-4) var(--ipm-space-4);
  }
  .none {
    padding: var(--ipm-space-6);
    text-align: center;
  }
`;
