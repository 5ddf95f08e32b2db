import { css } from 'lit';

/** Styles that turn an element's part with class `room` into the near-black reading room of theme.css. */
export const readingRoom = css`
  .room {
    color-scheme: dark;
    --ipm-page: var(--ipm-room-page);
    --ipm-surface: var(--ipm-room-surface);
    --ipm-raised: var(--ipm-room-raised);
    --ipm-sunken: var(--ipm-room-sunken);
    --ipm-border: var(--ipm-room-border);
    --ipm-text: var(--ipm-room-text);
    --ipm-text-quiet: var(--ipm-room-text-quiet);
    background: var(--ipm-page);
    color: var(--ipm-text);
  }
`;
