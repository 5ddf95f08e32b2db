import sharp from 'sharp';
import { eventually } from '#core/testing';
import type { TestApp, TestUser } from '#core/testing';
import type { ImageJson } from '../schemas.ts';

export interface PictureOptions {
  width?: number;
  height?: number;
  format?: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff';
}

export interface ImageOptions extends PictureOptions {
  filename?: string;
  metadata?: Record<string, unknown>;
  /** The file itself, in place of a picture made here. */
  bytes?: Uint8Array;
  /** Waits until the tiles are there; default false. */
  ready?: boolean;
  as?: TestUser;
}

/** The bytes of a real picture: waves of colour with a few edges, so that no two parts look alike. */
export async function makePicture({ width = 640, height = 480, format = 'jpeg' }: PictureOptions = {}): Promise<
  Buffer<ArrayBuffer>
> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels[at++] = (x * 255) / width;
      pixels[at++] = (y * 255) / height;
      pixels[at++] = 127 + 127 * Math.sin((x * y) / 4000);
    }
  }
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  return (await picture.toFormat(format).toBuffer()) as Buffer<ArrayBuffer>;
}

/** A multipart body with one file. */
export function formWith(bytes: Uint8Array, filename: string, metadata?: string): FormData {
  const form = new FormData();
  if (metadata !== undefined) form.append('metadata', metadata);
  form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), filename);
  return form;
}

/** An image of a project, uploaded through the API. */
export async function makeImage(app: TestApp, project: { id: string }, options: ImageOptions = {}): Promise<ImageJson> {
  const { format = 'jpeg', metadata, ready = false, as } = options;
  const bytes = options.bytes ?? (await makePicture(options));
  const form = formWith(bytes, options.filename ?? `picture.${format}`, metadata && JSON.stringify(metadata));
  const reply = await app.send<ImageJson>('POST', `/projects/${project.id}/images`, {
    raw: form,
    ...(as ? { as } : {}),
  });
  if (reply.status !== 201) throw new Error(`The upload was answered ${reply.status}: ${reply.text}`);
  return ready ? untilReady(app, reply.body.id) : reply.body;
}

/** The image once its tiles are there. */
export function untilReady(app: TestApp, imageId: string, seconds = 60): Promise<ImageJson> {
  return eventually(
    `image ${imageId} is ready`,
    async () => {
      const { body } = await app.send<ImageJson>('GET', `/images/${imageId}`);
      if (body.state === 'failed') throw new Error(body.failure ?? 'The image failed.');
      return body.state === 'ready' && body;
    },
    seconds,
  );
}
