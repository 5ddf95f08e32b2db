import { css } from 'lit';

/** How the palette looks. */
export const paletteStyles = css`
  wa-dialog {
    --width: 36rem;
    --spacing: 0;
  }
  wa-dialog::part(dialog) {
    margin-top: min(14vh, 8rem);
    max-height: min(70vh, 34rem);
  }
  label {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: var(--ipm-space-3);
    padding: 0 var(--ipm-space-4);
    border-bottom: 1px solid var(--ipm-border);
    background: var(--ipm-raised);
    color: var(--ipm-text-quiet);
  }
  input {
    flex: 1;
    min-width: 0;
    height: 3rem;
    border: 0;
    outline: 0;
    background: none;
    color: var(--ipm-text);
    font: inherit;
    font-size: var(--ipm-text-l);
  }
  input:focus-visible {
    outline: none;
  }
  input::placeholder {
    color: var(--ipm-text-quiet);
    opacity: 1;
  }
  ul {
    padding: var(--ipm-space-2);
  }
  li {
    display: flex;
    align-items: center;
    gap: var(--ipm-space-3);
    min-height: 2.25rem;
    padding: var(--ipm-space-1) var(--ipm-space-2);
    border-radius: var(--ipm-radius);
    cursor: pointer;
    scroll-margin: 3.5rem 0 var(--ipm-space-2);
  }
  li.group {
    min-height: 0;
    padding-top: var(--ipm-space-3);
    color: var(--ipm-text-quiet);
    font-size: var(--ipm-text-s);
    cursor: default;
  }
  li.active {
    background: var(--ipm-pressed);
  }
  li wa-icon {
    color: var(--ipm-text-quiet);
  }
  li span:not(.caps) {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .caps {
    display: flex;
    gap: 2px;
  }
  .none {
    padding: var(--ipm-space-6);
    text-align: center;
    color: var(--ipm-text-quiet);
  }
  @media (max-width: 640px) {
    wa-dialog::part(dialog) {
      margin-top: var(--ipm-space-4);
    }
  }
`;
