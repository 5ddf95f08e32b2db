import { css } from 'lit';

/** How the section "Comments" beside a picture looks. */
export const panelStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--ipm-space-4);
  }
  .list {
    min-width: 0;
    outline: none;
  }
  ol {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--ipm-space-4);
  }
  .none {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
`;
