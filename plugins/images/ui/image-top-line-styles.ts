import { css } from 'lit';

/** How the line above the picture looks. */
export const imageTopLineStyles = css`
  :host {
    display: block;
    border-bottom: 1px solid var(--ipm-border);
    background: var(--ipm-surface);
  }
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
    align-items: center;
    gap: var(--ipm-space-2);
    height: var(--ipm-bar);
    padding: 0 var(--ipm-space-2);
  }
  nav {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-2);
    min-width: 0;
  }
  .back {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-1);
    flex: 0 1 auto;
    min-width: 2rem;
    max-width: 45%;
    height: var(--ipm-control);
    padding: 0 var(--ipm-space-2) 0 var(--ipm-space-1);
    border-radius: var(--ipm-radius);
    color: var(--ipm-text-quiet);
    text-decoration: none;
  }
  .back:hover {
    background: var(--ipm-hover);
    color: var(--ipm-text);
  }
  .back wa-icon {
    flex: none;
    font-size: 1.125rem;
  }
  .back span,
  h1,
  .facts {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .slash {
    color: var(--ipm-text-quiet);
  }
  h1 {
    min-width: 3rem;
    font-size: var(--ipm-text-m);
    font-weight: var(--ipm-weight-bold);
  }
  .facts {
    flex: 0 10 auto;
    padding-inline-start: var(--ipm-space-2);
    font-size: var(--ipm-text-s);
  }
  .wait {
    width: 10rem;
  }
  .steps,
  .actions {
    display: flex;
    align-items: center;
  }
  .actions {
    justify-content: flex-end;
  }
  .position {
    min-width: 5.5rem;
    color: var(--ipm-text-quiet);
    text-align: center;
    white-space: nowrap;
  }
  .slim {
    display: none;
  }
  @media (max-width: 1100px) {
    .facts {
      display: none;
    }
  }
  @media (max-width: 640px) {
    header {
      grid-template-columns: minmax(0, 1fr) auto auto;
      gap: 0;
      padding: 0 var(--ipm-space-1);
    }
    .back span,
    .slash,
    .wide,
    .panel,
    .of {
      display: none;
    }
    .back {
      padding: 0 var(--ipm-space-1);
      min-width: var(--ipm-control);
    }
    .slim {
      display: inline;
    }
    .position {
      min-width: 0;
    }
  }
`;
