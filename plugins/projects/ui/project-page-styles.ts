import { css } from 'lit';

/** How the page of a project looks; its tabs bring their own. */
export const projectPageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    flex: 1;
    padding-top: var(--ipm-space-4);
  }
  ipm-skeleton {
    margin: 0 var(--ipm-space-6) var(--ipm-space-6);
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
    wa-tab-group::part(tabs) {
      padding: 0 var(--ipm-space-1);
    }
  }
`;
