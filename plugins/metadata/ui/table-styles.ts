import { css } from 'lit';

/** How keys and values look, in a narrow sidebar and in a wide tab. */
export const tableStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--ipm-space-3);
    container-type: inline-size;
    font-size: var(--ipm-text-s);
  }
  .table {
    outline: none;
  }
  .none {
    color: var(--ipm-text-quiet);
    text-wrap: pretty;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(5rem, 2fr) minmax(0, 3fr) auto;
    align-items: start;
    gap: 0 var(--ipm-space-1);
    min-height: 2rem;
    padding: 2px 0;
    border-bottom: 1px solid var(--ipm-border);
  }
  .key {
    padding: var(--ipm-space-1) 0;
    color: var(--ipm-text-quiet);
    line-height: var(--ipm-leading-tight);
    overflow-wrap: anywhere;
  }
  .failure {
    padding: 2px var(--ipm-space-2);
    color: var(--ipm-danger-text);
  }
  .acts button {
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
  .acts button:hover {
    background: var(--ipm-hover);
    color: var(--ipm-text);
  }
  @media (pointer: coarse) {
    .acts button {
      width: 2.75rem;
      height: 2.75rem;
    }
  }
  @container (min-width: 32rem) {
    .row {
      grid-template-columns: minmax(8rem, 1fr) minmax(0, 3fr) auto;
      gap: 0 var(--ipm-space-4);
      padding: var(--ipm-space-1) 0;
      font-size: var(--ipm-text-m);
    }
  }
`;
