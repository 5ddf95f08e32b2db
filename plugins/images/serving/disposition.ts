/** What browsers draw without running anything of it. */
const RASTER = /^image\/(jpeg|png|webp|gif|avif|heic|tiff)$/;

/**
 * A file name without path parts, control characters and leading dots, of at most 255 characters; what is left empty
 * becomes `fallback`.
 */
export function cleanFilename(name: string, fallback: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .toWellFormed()
    // Control and format characters, line and paragraph separators: they hide or turn around what the name says.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/gu, '')
    .replace(/^[.\s]+/, '')
    .trimEnd();
  return shorten(clean, 255) || fallback;
}

/** Cut to a number of characters; the extension stays. */
function shorten(name: string, length: number): string {
  if (name.length <= length) return name;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  return `${name
    .slice(0, length - extension.length)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}${extension}`;
}

/** Content-Disposition (RFC 6266): shown in place if it is a raster image, else only downloaded. */
export function contentDisposition(filename: string, contentType: string): string {
  const kind = RASTER.test(contentType) ? 'inline' : 'attachment';
  const clean = cleanFilename(filename, 'download');
  const plain = clean.replace(/[^A-Za-z0-9 ._()+-]/g, '_');
  if (plain === clean) return `${kind}; filename="${plain}"`;
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
