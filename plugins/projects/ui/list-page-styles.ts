import { css } from 'lit';

/** How the list of projects looks. */
export const listPageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    flex: 1;
    width: min(84rem, 100%);
    margin: 0 auto;
    padding: var(--ipm-space-6) var(--ipm-space-6) var(--ipm-space-16);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--ipm-space-2);
    padding-bottom: var(--ipm-space-5);
  }
  h1 {
    flex: 1;
    font-size: var(--ipm-text-xl);
    font-weight: var(--ipm-weight-bold);
    line-height: var(--ipm-leading-tight);
    letter-spacing: -0.01em;
  }
  .count {
    margin-inline-start: var(--ipm-space-2);
    color: var(--ipm-text-quiet);
    font-weight: var(--ipm-weight);
  }
  wa-input {
    width: 16rem;
  }
  wa-input::part(form-control-label) {
    position: absolute;
    margin: 0;
    clip-path: inset(50%);
  }
  ipm-empty {
    flex: 1;
    padding-bottom: 12vh;
  }
  .waiting {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr));
    gap: var(--ipm-space-4);
  }
  .waiting ipm-skeleton {
    height: 264px;
  }
  @media (max-width: 640px) {
    :host {
      padding: var(--ipm-space-4) var(--ipm-space-4) var(--ipm-space-16);
    }
    wa-input {
      order: 5;
      width: 100%;
    }
  }
`;
