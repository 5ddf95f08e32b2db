import { css } from 'lit';

/** How the page of a project looks; its tabs bring their own. */
export const projectPageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    flex: 1;
    padding-top: var(--ipm-space-4);
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
  .title {
    width: 20rem;
  }
  wa-tab-group {
    --track-width: 1px;
    --track-color: var(--ipm-border);
    --indicator-color: var(--ipm-accent);
    flex: 1;
    display: flex;
    flex-direction: column;
  }
  wa-tab-group::part(tabs) {
    padding: 0 var(--ipm-space-3);
  }
  wa-tab-group::part(base) {
    flex: 1;
  }
  wa-tab {
    font-size: var(--ipm-text-m);
    font-weight: var(--ipm-weight-medium);
  }
  wa-tab::part(base) {
    padding: var(--ipm-space-3);
    height: 2.5rem;
  }
  wa-tab:not([active])::part(base) {
    color: var(--ipm-text-quiet);
  }
  wa-tab[active]::part(base) {
    color: var(--ipm-text);
  }
  wa-tab-panel {
    --padding: 0;
  }
  ipm-empty {
    flex: 1;
  }
  @media (max-width: 640px) {
    header {
      padding: 0 var(--ipm-space-4) var(--ipm-space-2);
    }
    wa-tab-group::part(tabs) {
      padding: 0 var(--ipm-space-1);
    }
  }
`;
