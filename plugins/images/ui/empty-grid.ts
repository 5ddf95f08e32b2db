import '@awesome.me/webawesome/dist/components/button/button.js';
import { html } from 'lit';
import type { ImageFilter } from './grid-state.ts';

/** What stands in the grid's place when the filter finds nothing: why, and what to do. */
export function emptyGrid(filter: ImageFilter, canUpload: boolean, choose: (kind: 'files' | 'folder') => void) {
  if (filter.searchValue) {
    return html`<ipm-empty icon="search" heading="No image matches “${filter.searchValue}”"
      >Try fewer letters, or search in another field.</ipm-empty
    >`;
  }
  if (filter.deleted === 'only') {
    return html`<ipm-empty icon="trash-2" heading="Nothing is deleted here"
      >Deleted images wait here until their time is over.</ipm-empty
    >`;
  }
  if (!canUpload) {
    return html`<ipm-empty icon="images" heading="No images yet"
      >Nobody has uploaded an image to this project.</ipm-empty
    >`;
  }
  return html`<ipm-empty class="invite" icon="image-plus" heading="Drop images here">
    JPEG, PNG, WebP, GIF, AVIF or TIFF, single files or whole folders, from phone photos to gigapixel slides.
    <wa-button slot="actions" variant="brand" @click=${() => choose('files')}
      ><wa-icon slot="start" name="upload"></wa-icon>Choose files</wa-button
    >
    <wa-button slot="actions" appearance="outlined" @click=${() => choose('folder')}>Choose a folder</wa-button>
  </ipm-empty>`;
}
