import { css } from 'lit';

/** How a class in the list of the tab "Classes" looks: one line, on a phone two. */
export const classRowStyles = css`
  :host {
    display: grid;
    grid-template:
      'color words key count delete' auto 'failure failure failure failure failure' auto / 1.75rem minmax(0, 1fr)
      2.5rem 6rem 2.25rem;
    align-items: center;
    gap: 0 var(--ipm-space-4);
    padding: var(--ipm-space-2) var(--ipm-space-3);
    border-bottom: 1px solid var(--ipm-border);
  }
  classification-color-picker {
    grid-area: color;
  }
  .words {
    grid-area: words;
    display: grid;
    justify-items: start;
    padding-inline-start: var(--ipm-space-2);
  }
  .name {
    font-weight: var(--ipm-weight-medium);
  }
  .description {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
  .key {
    grid-area: key;
    justify-self: center;
  }
  input.key {
    width: 2.25rem;
    height: var(--ipm-control);
    padding: 0;
    border: 1px solid var(--ipm-control-border);
    border-radius: var(--ipm-radius);
    background: var(--ipm-surface);
    color: var(--ipm-text);
    font: var(--ipm-weight-medium) var(--ipm-text-m) / 1 var(--ipm-font);
    text-align: center;
  }
  .count {
    grid-area: count;
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
    text-align: end;
  }
  .delete {
    grid-area: delete;
  }
  .failure,
  .note {
    grid-area: failure;
    padding: var(--ipm-space-1) 0 var(--ipm-space-1) calc(1.75rem + var(--ipm-space-6));
    color: var(--ipm-danger-text);
    font-size: var(--ipm-text-s);
  }
  .note {
    color: var(--ipm-text-quiet);
  }
  @media (max-width: 640px) {
    :host {
      grid-template:
        'color words key delete' auto
        'color count count count' auto
        'failure failure failure failure' auto / 1.75rem minmax(0, 1fr) 2.75rem 2.75rem;
      gap: 0 var(--ipm-space-2);
      padding: var(--ipm-space-2) 0;
    }
    .count {
      padding-inline-start: var(--ipm-space-2);
      text-align: start;
    }
  }
`;
