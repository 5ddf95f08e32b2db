import { makeSignal } from './signal.ts';

/** Where the browser is. `scrollY` is the place to return to after going back, in CSS pixels. */
export interface Location {
  pathname: string;
  search: string;
  hash: string;
  scrollY: number;
}

const readLocation = (): Location => ({
  pathname: location.pathname,
  search: location.search,
  hash: location.hash,
  scrollY: Number((history.state as { scrollY?: number } | null)?.scrollY ?? 0),
});

/** The address as it is now; watch it to follow. */
export const currentLocation = makeSignal<Location>(
  globalThis.location ? readLocation() : { pathname: '/', search: '', hash: '', scrollY: 0 },
);

/** Goes to a path of this application without loading the document anew; `replace` leaves no step to go back to. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  const url = new URL(path, location.href);
  if (url.origin !== location.origin) throw new Error(`navigate() stays on this site; "${path}" leads elsewhere.`);
  const staysOnPage = url.pathname === location.pathname;
  if (options.replace) history.replaceState(history.state, '', url);
  else {
    history.replaceState({ ...(history.state as object | null), scrollY }, '');
    history.pushState(null, '', url);
  }
  currentLocation.set(readLocation());
  if (!staysOnPage) scrollTo(0, 0);
}

/** Sets or, with null or '', removes parameters of the query, in place. */
export function setQuery(changes: Readonly<Record<string, string | null>>): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  navigate(url.href, { replace: true });
}

/** Sets the fragment in place, without a step in the history and without telling anybody. */
export function setHash(hash: string): void {
  const url = new URL(location.href);
  url.hash = hash;
  history.replaceState(history.state, '', url);
}

const serverPaths = /^\/(api|api-key|api-ml|iiif|assets|plugins)\//;

/** Follows clicks on links to this application and the browser's back and forward. */
export function startRouter(): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', () => currentLocation.set(readLocation()));
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href !== '');
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || serverPaths.test(link.pathname)) return;
    event.preventDefault();
    navigate(link.href);
  });
}
