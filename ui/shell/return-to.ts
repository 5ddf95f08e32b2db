/** Paths that belong to the way in, and to nobody who is signed in. */
export const isEntrance = (pathname: string): boolean => /^\/(sign-in|link)\/?$/.test(pathname);

/** The address of the sign-in page that leads back to where somebody wanted to go. */
export function signInPath({ pathname, search, hash }: { pathname: string; search: string; hash: string }): string {
  const wanted = `${pathname}${search}${hash}`;
  return wanted === '/' ? '/sign-in' : `/sign-in?return_to=${encodeURIComponent(wanted)}`;
}

/** Where to go after signing in: a page of this site, whatever the address says; otherwise the first page. */
export function returnPath(wanted: string | null, site: string): string {
  if (!wanted?.startsWith('/')) return '/';
  let url: URL;
  try {
    url = new URL(wanted, site);
  } catch {
    return '/';
  }
  const isPage =
    url.origin === new URL(site).origin &&
    !url.pathname.startsWith('//') && // `/.//elsewhere`, once its dot is resolved away
    !/^\/(api|api-key|api-ml|iiif|assets|plugins|storage)\//.test(url.pathname);
  if (!isPage || (isEntrance(url.pathname) && !url.searchParams.has('done'))) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
