import { css } from 'lit';

/** The look of a viewer: neutral around the picture, tokens of the page with fallbacks for pages that have none. */
export const viewerStyles = css`
  :host {
    display: block;
    position: relative;
    container-type: size;
    overflow: hidden;
    min-height: 8rem;
    background: var(--ipm-viewer-bg, var(--ipm-sunken, #1b1b1b));
    color: var(--ipm-text, #ededed);
    font: 400 0.75rem/1.25 var(--ipm-font, system-ui, sans-serif);
    font-variant-numeric: tabular-nums;
    user-select: none;
    -webkit-user-select: none;
  }
  :host([hidden]) {
    display: none;
  }
  .stage,
  .picture,
  .overlay,
  .overlay canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .stage {
    cursor: grab;
    outline: none;
  }
  .stage:active {
    cursor: grabbing;
  }
  .on-box {
    cursor: pointer;
  }
  .overlay {
    pointer-events: none;
  }
  .ring {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .stage:focus-visible:not(.pressed) ~ .ring {
    box-shadow:
      inset 0 0 0 2px var(--ipm-focus, #85a7ff),
      inset 0 0 0 4px var(--ipm-surface, #191919);
  }

  .corner {
    position: absolute;
    bottom: 0.75rem;
    left: 0.75rem;
    display: flex;
    gap: 0.5rem;
    pointer-events: none;
  }
  .chip {
    padding: 0.25rem 0.5rem;
    border: 1px solid var(--ipm-border, #2d2d2d);
    border-radius: var(--ipm-radius-s, 4px);
    background: color-mix(in srgb, var(--ipm-surface, #191919) 92%, transparent);
    color: var(--ipm-text, #ededed);
    white-space: nowrap;
  }
  .scale {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .bar {
    box-sizing: border-box;
    border: 1px solid currentColor;
    border-top: 0;
  }
  .remark,
  .missing {
    position: absolute;
    top: 0.75rem;
    left: 50%;
    translate: -50% 0;
    max-width: calc(100% - 3rem);
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .remark {
    color: var(--ipm-text-quiet, #a6a6a6);
    pointer-events: none;
  }

  .minimap {
    position: absolute;
    right: 0.75rem;
    bottom: 0.75rem;
    box-sizing: content-box;
    overflow: hidden;
    border: 1px solid var(--ipm-border-strong, #454545);
    border-radius: var(--ipm-radius-s, 4px);
    background: var(--ipm-surface, #191919);
    transition: opacity var(--ipm-motion, 120ms);
  }
  .minimap[data-idle] {
    opacity: 0;
    pointer-events: none;
  }

  .state {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 1rem;
    padding: 1.5rem;
    text-align: center;
    font-size: 0.875rem;
    line-height: 1.5;
    color: var(--ipm-text, #ededed);
  }
  .state p {
    margin: 0;
    max-width: 28rem;
    text-wrap: balance;
  }
  .loading {
    color: var(--ipm-text-quiet, #a6a6a6);
    pointer-events: none;
    animation: appear 200ms 300ms both;
  }
  .missing {
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 0.75rem;
    border-color: var(--ipm-danger, #d2504a);
  }
  button {
    min-height: 2rem;
    padding: 0 0.875rem;
    border: 1px solid var(--ipm-control-border, #757575);
    border-radius: var(--ipm-radius, 6px);
    background: var(--ipm-surface, #191919);
    color: var(--ipm-text, #ededed);
    font: 500 0.8125rem/1 var(--ipm-font, system-ui, sans-serif);
    cursor: pointer;
  }
  button:hover {
    background: var(--ipm-hover-solid, color-mix(in srgb, var(--ipm-surface, #191919) 92%, var(--ipm-text, #ededed)));
  }
  button:focus-visible {
    outline: 2px solid var(--ipm-focus, #85a7ff);
    outline-offset: 2px;
  }
  .missing button {
    min-height: 1.5rem;
    padding: 0 0.5rem;
    font-size: 0.75rem;
  }
  @media (pointer: coarse) {
    .state button {
      min-height: 2.75rem;
    }
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @container (max-width: 30rem) {
    /* Not display: OpenSeadragon writes that one on the element. */
    .minimap,
    .remark {
      visibility: hidden;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .minimap,
    .loading {
      transition: none;
      animation-duration: 0ms;
    }
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
`;
