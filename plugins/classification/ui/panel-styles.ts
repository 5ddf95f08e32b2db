import { css } from 'lit';

/** How the section "Labels" beside a picture looks. */
export const panelStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--ipm-space-3);
  }
  .classes {
    display: grid;
    gap: var(--ipm-space-1);
  }
  .foot {
    display: grid;
    gap: var(--ipm-space-3);
    font-size: var(--ipm-text-s);
  }
  .note {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
  wa-switch {
    font-size: var(--ipm-text-s);
  }
  details summary {
    width: fit-content;
    border-radius: var(--ipm-radius-s);
    color: var(--ipm-text-quiet);
    cursor: pointer;
  }
  details ul {
    display: grid;
    gap: var(--ipm-space-1);
    margin-top: var(--ipm-space-2);
  }
  details li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 var(--ipm-space-2);
    min-height: 1.75rem;
  }
  li .who {
    overflow-wrap: anywhere;
  }
  li .remove {
    display: grid;
    place-items: center;
    width: 1.75rem;
    height: 1.75rem;
    padding: 0;
    border: 0;
    border-radius: var(--ipm-radius-s);
    background: none;
    color: var(--ipm-text-quiet);
    cursor: pointer;
  }
  li .remove:hover {
    background: var(--ipm-hover);
    color: var(--ipm-text);
  }
`;
