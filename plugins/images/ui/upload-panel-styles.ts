import { css } from 'lit';

/** How the list of uploads looks. */
export const uploadPanelStyles = css`
  :host {
    position: fixed;
    inset: auto var(--ipm-space-4) calc(var(--ipm-space-4) + env(safe-area-inset-bottom)) auto;
    z-index: 8;
    width: min(23rem, calc(100vw - 2 * var(--ipm-space-2)));
  }
  section {
    overflow: hidden;
    border: 1px solid var(--ipm-border-strong);
    border-radius: var(--ipm-radius-l);
    background: var(--ipm-raised);
    box-shadow: var(--ipm-shadow);
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-1);
    padding: var(--ipm-space-2) var(--ipm-space-2) var(--ipm-space-2) var(--ipm-space-4);
  }
  h2 {
    flex: 1;
    font-size: var(--ipm-text-m);
    font-weight: var(--ipm-weight-bold);
  }
  .failure {
    color: var(--ipm-danger-text);
  }
  .rows {
    height: min(18rem, 40vh);
    min-height: 0 !important;
    border-top: 1px solid var(--ipm-border);
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-2);
    width: 100%;
    min-height: 3rem;
    padding: var(--ipm-space-2) var(--ipm-space-2) var(--ipm-space-2) var(--ipm-space-4);
  }
  .text {
    flex: 1;
    min-width: 0;
    display: grid;
    gap: var(--ipm-space-1);
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .detail {
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
    line-height: var(--ipm-leading-tight);
  }
  .detail.failure {
    color: var(--ipm-danger-text);
  }
  .done {
    margin: 0 var(--ipm-space-2);
    color: var(--ipm-success-text);
  }
  @media (max-width: 640px) {
    :host {
      inset-inline-end: var(--ipm-space-2);
    }
    .rows {
      height: 11rem;
    }
  }
`;
