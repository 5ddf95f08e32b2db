import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { build } from 'vite';

/** A flat square of a colour on the fixture's picture, image pixels. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly rgb: readonly [number, number, number];
}

/** The fixture's picture: middle grey, 3000 × 2000 pixels, with marks at known places, one of them at each corner. */
export const PICTURE = { width: 3000, height: 2000, grey: 128 } as const;
export const MARKS: readonly Mark[] = [
  { x: 0, y: 0, side: 200, rgb: [220, 30, 30] },
  { x: 2800, y: 0, side: 200, rgb: [30, 160, 40] },
  { x: 2800, y: 1800, side: 200, rgb: [40, 60, 220] },
  { x: 0, y: 1800, side: 200, rgb: [230, 200, 20] },
  { x: 1460, y: 960, side: 80, rgb: [250, 250, 250] },
  { x: 700, y: 1300, side: 60, rgb: [10, 10, 10] },
];

/** A running fixture server; `refused` answers 503 for addresses that contain what it is set to. */
export interface Fixture {
  readonly origin: string;
  readonly requests: string[];
  refused: string | null;
  close(): Promise<void>;
}

// Before anything keeps requestAnimationFrame: the milliseconds of script in frames since it was last set to 0.
const COUNT_SCRIPT = `frameScript = 0; const nextFrame = requestAnimationFrame.bind(window);
window.requestAnimationFrame = (call) => nextFrame((time) => {
  const start = performance.now(); call(time); frameScript += performance.now() - start; });`;
const PAGE = `<!doctype html><html lang="en" data-chrome="reading-room"><head><meta charset="utf-8"><title>Viewer</title>
<link rel="stylesheet" href="/theme.css"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css"><script src="/count.js"></script></head><body><main></main><script type="module" src="/page.js"></script></body></html>`;
const PAGE_STYLE = `html, body, main { height: 100%; margin: 0 } main { display: grid }`;

/** Serves a page with the viewer and its picture, as IIIF tiles and as files; listens on a free port of loopback. */
export async function startViewerFixture(): Promise<Fixture> {
  const picture = await makePicture();
  const files = new Map<string, [type: string, body: string | Buffer]>([
    ['/', ['text/html', PAGE]],
    ['/page.css', ['text/css', PAGE_STYLE]],
    ['/count.js', ['text/javascript', COUNT_SCRIPT]],
    ['/theme.css', ['text/css', await readFile(new URL('../theme.css', import.meta.url), 'utf8')]],
    ['/page.js', ['text/javascript', await bundle('../viewer/test/page.ts')]],
    ['/picture.png', ['image/png', await picture.clone().png({ compressionLevel: 1 }).toBuffer()]],
    // 799 and not 800 pixels wide: its own proportions are a little off, as a preview's are.
    ['/preview.png', ['image/png', await picture.clone().resize(799, 533, { fit: 'fill' }).png().toBuffer()]],
    ['/heat.png', ['image/png', await makeHeatmap()]],
    ['/iiif/picture/info.json', ['application/json', infoJson()]],
  ]);
  const fixture = { requests: [] as string[], refused: null as string | null };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    fixture.requests.push(path);
    const file = files.get(path);
    if (fixture.refused !== null && path.includes(fixture.refused))
      refuse(response, 503, 'Its tiles are still being made.');
    else if (file) send(response, ...file);
    else void sendTile(picture, path, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return Object.assign(fixture, { origin: `http://127.0.0.1:${port}`, close });
}

async function makePicture(): Promise<Sharp> {
  const { width, height, grey } = PICTURE;
  const base = sharp({ create: { width, height, channels: 3, background: { r: grey, g: grey, b: grey } } });
  const marks = MARKS.map(({ x, y, side, rgb: [r, g, b] }) => ({
    input: { create: { width: side, height: side, channels: 3 as const, background: { r, g, b } } },
    left: x,
    top: y,
  }));
  const raw = await base.composite(marks).removeAlpha().raw().toBuffer();
  return sharp(raw, { raw: { width, height, channels: 3 } });
}

/** 30 × 20 cells: opaque orange on the left half, nothing on the right. */
function makeHeatmap(): Promise<Buffer> {
  const cells = Buffer.alloc(30 * 20 * 4);
  for (let cell = 0; cell < 600; cell += 1) if (cell % 30 < 15) cells.set([255, 140, 0, 255], 4 * cell);
  return sharp(cells, { raw: { width: 30, height: 20, channels: 4 } })
    .png()
    .toBuffer();
}

function infoJson(): string {
  return JSON.stringify({
    '@context': 'http://iiif.io/api/image/3/context.json',
    // Another name than the one it is asked by, as behind a proxy: tiles must come from where info.json came from.
    id: 'https://images.example/iiif/picture',
    type: 'ImageService3',
    protocol: 'http://iiif.io/api/image',
    profile: 'level1',
    width: PICTURE.width,
    height: PICTURE.height,
    tiles: [{ width: 512, height: 512, scaleFactors: [1, 2, 4, 8] }],
  });
}

const tiles = new Map<string, Buffer>();

async function sendTile(picture: Sharp, path: string, response: ServerResponse): Promise<void> {
  const match = /^\/iiif\/picture\/(full|\d+,\d+,\d+,\d+)\/(\d+),(\d*)\/0\/default\.jpg$/.exec(path);
  if (!match) return refuse(response, 404, 'There is nothing here.');
  const whole = [0, 0, PICTURE.width, PICTURE.height];
  const [left, top, width, height] = match[1] === 'full' ? whole : match[1]!.split(',').map(Number);
  const region = picture.clone().extract({ left: left!, top: top!, width: width!, height: height! });
  const known = tiles.get(path);
  if (known) return send(response, 'image/jpeg', known);
  const size = { width: Number(match[2]), ...(match[3] && { height: Number(match[3]) }) };
  send(
    response,
    'image/jpeg',
    await region
      .resize({ ...size, fit: 'fill' })
      .jpeg({ quality: 95 })
      .toBuffer(),
  );
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  // As strict as a page around the viewer may be.
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'";
  response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(body);
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ status, detail }));
}

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('..', import.meta.url)),
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: fileURLToPath(new URL(entry, import.meta.url)),
        output: { format: 'es', codeSplitting: false },
        preserveEntrySignatures: false,
      },
    },
  });
  const [output] = [built].flat();
  if (!output || !('output' in output)) throw new Error('The viewer’s test page was not bundled.');
  return output.output[0].code;
}
