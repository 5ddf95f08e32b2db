import { css } from 'lit';

/** The frame of the page: bar, index at the side, content. */
export const pageStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-4);
    min-height: var(--ipm-bar);
    padding: 0 var(--ipm-space-4);
    border-bottom: 1px solid var(--ipm-border);
    background: var(--ipm-surface);
  }
  .home {
    display: inline-flex;
    align-items: center;
    gap: var(--ipm-space-2);
    min-height: var(--ipm-control);
    color: var(--ipm-text);
    font-weight: var(--ipm-weight-bold);
    text-decoration: none;
  }
  .raw {
    margin-inline-start: auto;
  }
  .columns {
    display: grid;
    grid-template-columns: 22rem minmax(0, 1fr);
  }
  nav {
    position: sticky;
    top: 0;
    max-height: 100dvh;
    padding: var(--ipm-space-4);
    overflow-y: auto;
    border-inline-end: 1px solid var(--ipm-border);
  }
  nav h2 {
    margin: var(--ipm-space-4) 0 var(--ipm-space-1);
    font-size: var(--ipm-text-s);
    color: var(--ipm-text-quiet);
  }
  nav a {
    display: flex;
    align-items: baseline;
    gap: var(--ipm-space-2);
    min-height: 1.75rem;
    padding: var(--ipm-space-1) var(--ipm-space-2);
    border-radius: var(--ipm-radius-s);
    color: var(--ipm-text);
    font-size: var(--ipm-text-s);
    text-decoration: none;
  }
  nav a:hover {
    background: var(--ipm-hover);
  }
  nav a[aria-current='page'] {
    background: var(--ipm-accent-quiet);
  }
  nav .method {
    flex: none;
    width: 3.75rem;
  }
  .path {
    overflow-wrap: anywhere;
  }
  input {
    width: 100%;
    height: var(--ipm-control);
    margin-bottom: var(--ipm-space-2);
    padding: 0 var(--ipm-space-2);
    border: 1px solid var(--ipm-control-border);
    border-radius: var(--ipm-radius-s);
    background: var(--ipm-surface);
    color: var(--ipm-text);
    font: inherit;
  }
  ::placeholder {
    color: var(--ipm-text-quiet);
    opacity: 1;
  }
  main {
    min-width: 0;
    padding: var(--ipm-space-6);
    outline: none;
  }
  main h2 {
    margin: var(--ipm-space-6) 0 var(--ipm-space-2);
  }
  dl {
    display: grid;
    gap: var(--ipm-space-1);
    max-width: 44rem;
  }
  dd {
    margin-bottom: var(--ipm-space-2);
    color: var(--ipm-text-quiet);
    overflow-wrap: anywhere;
  }
  @media (max-width: 900px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    nav {
      position: static;
      max-height: 18rem;
      border-inline-end: 0;
      border-bottom: 1px solid var(--ipm-border);
    }
    header > span {
      display: none;
    }
  }
`;
