/** Defines <ipm-viewer> and <ipm-viewer-pair>. They come in a chunk of their own, so that pages without a picture to
    zoom don't wait for it. */
export async function loadViewer(): Promise<void> {
  keepStyleOut();
  await import('./viewer/index.ts');
}

/** OpenSeadragon puts an inline style for touch screens into the page unless one with this mark is there. The content
    security policy forbids inline styles, and inside a shadow root that one would do nothing: an element of that name in a
    namespace of its own, which is no style sheet, keeps it out. */
function keepStyleOut(): void {
  const name = 'data-openseadragon-mobile-css';
  if (document.head.querySelector(`[${name}]`)) return;
  const mark = document.createElementNS('urn:ipm:mark', 'style');
  mark.setAttribute(name, '');
  document.head.append(mark);
}
