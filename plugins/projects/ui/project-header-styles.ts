import { css } from 'lit';

/** How the head of a project's page looks. */
export const projectHeaderStyles = css`
  :host {
    display: block;
  }
  header {
    display: flex;
    align-items: flex-start;
    gap: var(--ipm-space-4);
    padding: 0 var(--ipm-space-6) var(--ipm-space-2);
  }
  .names {
    flex: 1;
    min-width: 0;
    display: grid;
    justify-items: start;
  }
  nav a {
    display: inline-block;
    min-height: 1.5rem;
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
    text-decoration: none;
  }
  nav a:hover {
    color: var(--ipm-text);
    text-decoration: underline;
  }
  h1 {
    max-width: 100%;
    font-size: var(--ipm-text-xl);
    font-weight: var(--ipm-weight-bold);
    line-height: var(--ipm-leading-tight);
    letter-spacing: -0.01em;
  }
  .description {
    color: var(--ipm-text-quiet);
  }
  .whose {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--ipm-space-4);
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
  }
  .whose a {
    display: inline-flex;
    align-items: center;
    gap: var(--ipm-space-1);
    min-height: 1.5rem;
    color: inherit;
    text-decoration: none;
  }
  .whose a:hover {
    color: var(--ipm-text);
    text-decoration: underline;
  }
  .whose span {
    display: inline-flex;
    align-items: center;
    overflow-wrap: anywhere;
  }
  @media (max-width: 640px) {
    header {
      padding: 0 var(--ipm-space-4) var(--ipm-space-2);
    }
  }
`;
