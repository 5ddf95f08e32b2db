import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';

/* One local sprite serves every <wa-icon name="…">: no icon ever comes from another origin. */
const sprite = new URL('./icons.svg', import.meta.url).href;

/** The names Web Awesome uses inside its own parts, and ours for the same sign. */
const systemNames: Readonly<Record<string, string>> = {
  xmark: 'x',
  'circle-xmark': 'circle-x',
  'circle-question': 'circle-help',
  'magnifying-glass': 'search',
  gear: 'settings',
  'eye-slash': 'eye-off',
  indeterminate: 'minus',
  eyedropper: 'pen',
  'angles-left': 'chevrons-left',
  'angles-right': 'chevrons-right',
};

const strokes: Readonly<Record<string, string>> = {
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '1.75',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
};

function drawWithStrokes(svg: SVGElement): void {
  for (const [name, value] of Object.entries(strokes)) svg.setAttribute(name, value);
}

for (const library of ['default', 'system']) {
  registerIconLibrary(library, {
    resolver: (name) => `${sprite}#${systemNames[name] ?? name}`,
    mutator: drawWithStrokes,
    spriteSheet: true,
  });
}
