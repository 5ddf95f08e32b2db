import { css } from 'lit';

/** How the place beside the picture behaves; a phone makes it a sheet. */
export const sidebarFrameStyles = css`
  :host {
    display: contents;
  }
  aside {
    position: relative;
    flex: none;
    display: flex;
    width: var(--width);
    max-width: 60vw;
    min-height: 0;
    border-inline-start: 1px solid var(--ipm-border);
    background: var(--ipm-surface);
  }
  .edge {
    position: absolute;
    inset: 0 auto 0 -4px;
    z-index: 3;
    width: 8px;
    cursor: col-resize;
    touch-action: none;
    outline-offset: -3px;
  }
  .edge:hover,
  .edge:active {
    background: linear-gradient(90deg, transparent 3px, var(--ipm-accent) 3px 5px, transparent 5px);
  }
  .content {
    flex: 1;
    display: grid;
    min-width: 0;
    min-height: 0;
  }
  .pull {
    display: none;
  }
  @media (min-width: 641px) {
    aside[data-closed] {
      display: none;
    }
  }
  @media (max-width: 640px) {
    aside {
      flex-direction: column;
      width: auto;
      max-width: none;
      border-inline-start: 0;
      border-top: 1px solid var(--ipm-border);
      padding-bottom: env(safe-area-inset-bottom);
    }
    .edge {
      display: none;
    }
    .pull {
      display: grid;
      justify-items: center;
      gap: var(--ipm-space-1);
      min-height: 3.25rem;
      padding: var(--ipm-space-2);
      border: 0;
      background: none;
      font-weight: var(--ipm-weight-medium);
      cursor: pointer;
    }
    .bar {
      width: 2.25rem;
      height: 4px;
      border-radius: 2px;
      background: var(--ipm-border-strong);
    }
    aside:not(.raised) .content {
      display: none;
    }
    .raised .content {
      flex: none;
      height: 62dvh;
      border-top: 1px solid var(--ipm-border);
    }
  }
`;
