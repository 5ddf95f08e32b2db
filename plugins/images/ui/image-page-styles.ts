import { css } from 'lit';

/** How the page of an image is laid out: line, then rail, picture and sidebar; on a phone the sidebar is a sheet. */
export const imagePageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
    overflow: hidden;
  }
  .below {
    flex: 1;
    display: flex;
    min-height: 0;
  }
  .stage {
    /* The rail asks how high it is. */
    container-type: size;
    position: relative;
    flex: 1;
    display: flex;
    min-width: 0;
  }
  .picture {
    position: relative;
    flex: 1;
    display: grid;
    min-width: 0;
    min-height: 0;
  }
  ipm-viewer-pair {
    min-width: 0;
    min-height: 0;
  }
  ipm-skeleton {
    margin: var(--ipm-space-6) var(--ipm-space-4);
  }
  images-problem {
    flex: 1;
  }
  @media (max-width: 640px) {
    .below {
      flex-direction: column;
    }
  }
`;
