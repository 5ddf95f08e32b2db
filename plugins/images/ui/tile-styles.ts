import { css } from 'lit';

/** How a tile of the grid looks. What lies on the picture is white on a dark veil in both themes. */
export const tileStyles = css`
  :host {
    display: block;
  }
  .frame {
    position: relative;
    width: 100%;
    height: 100%;
    overflow: hidden;
    border-radius: var(--ipm-radius-s);
    background: var(--ipm-placeholder);
    user-select: none;
  }
  a {
    display: block;
    height: 100%;
    outline: none;
  }
  img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
    transition: transform var(--ipm-motion) var(--ipm-ease);
  }
  .broken {
    display: grid;
    place-items: center;
    height: 100%;
    color: var(--ipm-text-quiet);
    font-size: 1.5rem;
  }
  .deleted img {
    filter: grayscale(1);
    opacity: 0.4;
  }
  .frame::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
    box-shadow: inset 0 0 0 1px light-dark(#0000000f, #ffffff14);
    pointer-events: none;
  }
  :host([picked]) .frame {
    background: var(--ipm-accent-quiet);
  }
  :host([picked]) img {
    transform: scale(0.88);
    border-radius: var(--ipm-radius-s);
  }
  :host([picked]) .frame::after {
    box-shadow: inset 0 0 0 3px var(--ipm-accent);
  }
  .frame:has(:focus-visible)::after {
    box-shadow:
      inset 0 0 0 3px var(--ipm-focus),
      inset 0 0 0 5px var(--ipm-surface);
  }
  .check {
    position: absolute;
    inset: 0 auto auto 0;
    display: grid;
    place-items: center;
    width: 2.25rem;
    height: 2.25rem;
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
    opacity: 0;
  }
  .check span {
    display: grid;
    place-items: center;
    width: 1.25rem;
    height: 1.25rem;
    border: 1.5px solid #ffffff;
    border-radius: 50%;
    background: #00000059;
  }
  .check svg {
    width: 0.875rem;
    fill: none;
    stroke: transparent;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .frame:hover .check,
  .frame:focus-within .check,
  :host([picking]) .check,
  :host([picked]) .check {
    opacity: 1;
  }
  :host([picked]) .check span {
    border-color: var(--ipm-accent);
    background: var(--ipm-accent);
  }
  :host([picked]) .check svg {
    stroke: #ffffff;
  }
  .foot {
    position: absolute;
    inset: auto 0 0 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--ipm-space-1) var(--ipm-space-2);
    padding: var(--ipm-space-6) var(--ipm-space-2) var(--ipm-space-2);
    color: #ffffff;
    font-size: var(--ipm-text-s);
    line-height: var(--ipm-leading-tight);
    pointer-events: none;
  }
  .foot::before {
    content: '';
    position: absolute;
    inset: 0;
    z-index: -1;
    background: linear-gradient(#00000000, #000000b8);
    opacity: 0;
    transition: opacity var(--ipm-motion);
  }
  .foot {
    isolation: isolate;
  }
  .name {
    flex: 1 0 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    opacity: 0;
    transition: opacity var(--ipm-motion);
  }
  .frame:hover .name,
  .frame:focus-within .name,
  .frame:hover .foot::before,
  .frame:focus-within .foot::before {
    opacity: 1;
  }
  .frame:not(:hover, :focus-within) .name {
    display: none;
  }
  .badges {
    display: inline-flex;
    flex-wrap: wrap;
    gap: var(--ipm-space-1) var(--ipm-space-2);
    color: #ffffff;
    filter: drop-shadow(0 0 2px #000000d9) drop-shadow(0 1px 3px #00000099);
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--ipm-space-1);
    padding: 2px var(--ipm-space-2) 2px 4px;
    border-radius: var(--ipm-radius-s);
    background: #000000b3;
  }
  .state.failed {
    background: #9d1c17;
  }
  .turns {
    animation: turn 1.2s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .turns {
      animation: none;
    }
  }
  @media (pointer: coarse) {
    .check {
      width: 2.75rem;
      height: 2.75rem;
      opacity: 1;
    }
  }
`;
