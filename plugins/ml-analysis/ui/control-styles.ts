import { css } from 'lit';

/** What the overlay controls share: quiet square buttons, rows, small headings. */
export const controlStyles = css`
  h3 {
    font-size: var(--ipm-text-s);
    font-weight: var(--ipm-weight-bold);
  }
  .row {
    display: grid;
    align-items: center;
    gap: var(--ipm-space-2);
    min-height: var(--ipm-control);
  }
  .icon {
    display: grid;
    place-items: center;
    flex: none;
    width: 1.75rem;
    height: 1.75rem;
    padding: 0;
    border: 0;
    border-radius: var(--ipm-radius-s);
    background: none;
    color: var(--ipm-text);
    cursor: pointer;
  }
  .icon:hover {
    background: var(--ipm-hover);
  }
  .icon[aria-pressed='false'] {
    color: var(--ipm-text-quiet);
  }
  .name {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .count {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
    font-variant-numeric: tabular-nums;
  }
  .off {
    color: var(--ipm-text-quiet);
  }
  .swatch {
    flex: none;
    width: 0.75rem;
    height: 0.75rem;
    border: 1px solid light-dark(#00000059, #ffffff59);
    border-radius: 3px;
    background: var(--class-color, #d0d0d0);
  }
  input[type='range'] {
    width: 100%;
    min-width: 0;
    height: 1.5rem;
    margin: 0;
    accent-color: var(--ipm-accent);
    cursor: pointer;
  }
  .plain {
    padding: 0;
    border: 0;
    border-radius: var(--ipm-radius-s);
    background: none;
    color: var(--ipm-accent-text);
    font-size: var(--ipm-text-s);
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  @media (pointer: coarse) {
    input[type='range'] {
      height: 2.75rem;
    }
    .icon {
      width: 2.75rem;
      height: 2.75rem;
    }
  }
`;
