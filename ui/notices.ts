/** What a toast says, how grave it is, and the one thing that can be done about it. */
export interface Toast {
  text: string;
  tone?: 'neutral' | 'success' | 'warning' | 'danger';
  action?: { title: string; run: () => unknown };
  /** Milliseconds it stays; 10,000 with an action, else 5,000. 0: until it is closed. */
  duration?: number;
}

type Shown = { dismiss: () => void };
type Show = (toast: Toast) => Shown;

let show: Show | undefined;
const waiting: Toast[] = [];

/** Shows a short notice at the foot of the page. Undo belongs in its action. */
export function toast(given: Toast): Shown {
  if (show) return show(given);
  waiting.push(given);
  return { dismiss: () => void waiting.splice(waiting.indexOf(given), 1) };
}

/** The shell's part: says how toasts are drawn, and draws those that came before. */
export function showToastsWith(draw: Show): void {
  show = draw;
  for (const given of waiting.splice(0)) draw(given);
}

/** Says something to people who listen to the page: zoom, position, selection, counts. Nothing is drawn. */
export function announce(text: string): void {
  const region = document.getElementById('ipm-live');
  if (!region) return;
  region.textContent = '';
  requestAnimationFrame(() => (region.textContent = text));
}

const siteName = 'Image Project Manager';

/** Sets the title of the browser's tab; the site's name follows it. */
export function setDocumentTitle(title: string): void {
  document.title = title ? `${title} · ${siteName}` : siteName;
}

/** A failure as a sentence, for people. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Error && error.message) return error.message;
  return 'Something went wrong. Try again.';
}
