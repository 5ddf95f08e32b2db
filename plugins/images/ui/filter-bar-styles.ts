import { css } from 'lit';

/** How the bar above the grid looks. */
export const filterBarStyles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--ipm-space-2);
  }
  .search {
    display: flex;
    flex: 0 1 24rem;
    min-width: 14rem;
  }
  .search wa-button::part(base) {
    border-start-end-radius: 0;
    border-end-end-radius: 0;
    border-inline-end: 0;
    border-color: var(--ipm-control-border);
  }
  wa-input {
    flex: 1;
    min-width: 0;
  }
  wa-input::part(form-control-label) {
    position: absolute;
    margin: 0;
    clip-path: inset(50%);
  }
  wa-input::part(base) {
    border-start-start-radius: 0;
    border-end-start-radius: 0;
  }
  .total {
    flex: 1;
    padding: 0 var(--ipm-space-2);
    white-space: nowrap;
  }
  .sizes {
    display: flex;
    border: 1px solid var(--ipm-border-strong);
    border-radius: var(--ipm-radius);
    overflow: hidden;
  }
  .sizes button {
    min-width: var(--ipm-control);
    height: calc(var(--ipm-control) - 2px);
    padding: 0;
    border: 0;
    background: none;
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
    font-weight: var(--ipm-weight-medium);
    cursor: pointer;
  }
  .sizes button:hover {
    background: var(--ipm-hover);
  }
  .sizes button[aria-pressed='true'] {
    background: var(--ipm-pressed);
    color: var(--ipm-text);
  }
  .sizes button:focus-visible {
    outline-offset: -2px;
  }
  @media (max-width: 1100px) {
    .deleted wa-button span {
      position: absolute;
      clip-path: inset(50%);
    }
    .deleted wa-button wa-icon {
      margin: 0;
    }
  }
  @media (max-width: 720px) {
    .search {
      flex: 1 0 100%;
    }
    .sort wa-button span {
      position: absolute;
      clip-path: inset(50%);
    }
    .sort wa-button wa-icon {
      margin: 0;
    }
    .total {
      padding: 0;
    }
    .sizes {
      display: none;
    }
  }
`;
