import { css } from 'lit';

/** How the section "ML Analyses" beside a picture looks. */
export const panelStyles = css`
  :host {
    display: grid;
    gap: var(--ipm-space-4);
    grid-template-columns: minmax(0, 1fr);
  }
  .analyses {
    display: grid;
    gap: var(--ipm-space-2);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--ipm-space-2);
  }
  wa-switch {
    font-size: var(--ipm-text-s);
  }
  .exports {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--ipm-space-2);
  }
  .overlays {
    padding-top: var(--ipm-space-4);
    border-top: 1px solid var(--ipm-border);
  }
  code {
    display: block;
    margin-top: var(--ipm-space-2);
    padding: var(--ipm-space-2);
    border: 1px solid var(--ipm-border);
    border-radius: var(--ipm-radius-s);
    background: var(--ipm-sunken);
    color: var(--ipm-text);
    font-family: var(--ipm-font-mono);
    font-size: var(--ipm-text-s);
    text-align: start;
    overflow-wrap: anywhere;
    user-select: all;
  }
`;
