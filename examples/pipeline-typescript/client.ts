import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WireAnnotation } from './annotations.ts';
import { PipelineProblem } from './problem.ts';
import { createTransport, type ClientOptions } from './transport.ts';

/** The parts of the server's answers that this pipeline reads. */
export interface ImageAnswer {
  id: string;
  filename: string;
  size_bytes: number | null;
}
export interface AnalysisAnswer {
  id: string;
  status: string;
}
export interface PresignAnswer {
  upload_url: string;
  storage_path: string;
}

/** The calls of the six steps, in the order in which the pipeline makes them. */
export interface Client {
  findImage(imageId: string): Promise<ImageAnswer>;
  createAnalysis(imageId: string, model: ModelRun): Promise<AnalysisAnswer>;
  startProcessing(analysisId: string): Promise<void>;
  /** Writes the original file to `path` and answers its size in bytes. */
  downloadOriginal(imageId: string, path: string): Promise<number>;
  presign(analysisId: string, filename: string): Promise<PresignAnswer>;
  upload(uploadUrl: string, png: Uint8Array): Promise<void>;
  /** Appends one chunk; answers how many annotations the analysis has now. */
  addAnnotations(analysisId: string, annotations: WireAnnotation[]): Promise<number>;
  finalize(analysisId: string, status: 'completed' | 'failed', errorMessage?: string): Promise<void>;
}

export interface ModelRun {
  name: string;
  version: string;
  parameters: Record<string, unknown>;
}

/** The calls of the six steps; every one throws a PipelineProblem that names the remedy. */
export function createClient(options: ClientOptions): Client {
  const { server } = options;
  const { call, fetchOk, plainPrefix, credentials } = createTransport(options);

  // The answer of /download is absolute, has a prefix, or lacks one (as in `/images/<id>/content`).
  function contentAddress(url: string): string {
    if (/^https?:/.test(url)) return url;
    return server + (/^\/api(-key|-ml)?\//.test(url) ? url : plainPrefix + url);
  }

  return {
    findImage: (imageId) => call({ action: 'show the image', method: 'GET', path: `/images/${imageId}` }),
    createAnalysis: (imageId, model) =>
      call({
        action: 'create the analysis',
        method: 'POST',
        path: `/images/${imageId}/analyses`,
        body: {
          image_id: imageId,
          model_name: model.name,
          model_version: model.version,
          parameters: model.parameters,
        },
      }),
    startProcessing: (analysisId) =>
      call({
        action: 'set the status to processing',
        method: 'PATCH',
        path: `/analyses/${analysisId}/status`,
        body: { status: 'processing' },
        isSigned: true,
      }),
    async downloadOriginal(imageId, path) {
      const action = 'hand out the image file';
      const { url } = await call<{ url: string }>({ action, method: 'GET', path: `/images/${imageId}/download` });
      const address = contentAddress(url);
      // A presigned address of another host must not learn the API key.
      const headers = new URL(address).origin === new URL(server).origin ? credentials : {};
      const response = await fetchOk(action, address, { headers });
      if (!response.body) throw new PipelineProblem(`The server sent an empty file for image ${imageId}.`);
      const file = createWriteStream(path);
      try {
        await pipeline(Readable.fromWeb(response.body), file);
      } catch (error) {
        const reason = (error as Error).message;
        throw new PipelineProblem(`The image file broke off after ${file.bytesWritten} bytes (${reason}). Try again.`);
      }
      return file.bytesWritten;
    },
    presign: (analysisId, filename) =>
      call({
        action: 'presign the heatmap upload',
        method: 'POST',
        path: `/analyses/${analysisId}/artifacts/presign`,
        body: { artifact_type: 'heatmap', filename },
        isSigned: true,
      }),
    async upload(uploadUrl, png) {
      const init = { method: 'PUT', headers: { 'Content-Type': 'image/png' }, body: png as Uint8Array<ArrayBuffer> };
      const response = await fetchOk('take the heatmap', uploadUrl, init);
      await response.body?.cancel();
    },
    async addAnnotations(analysisId, annotations) {
      const { total } = await call<{ total: number }>({
        action: 'take the annotations',
        method: 'POST',
        path: `/analyses/${analysisId}/annotations:bulk`,
        body: { annotations, mode: 'append' },
        isSigned: true,
      });
      return total;
    },
    finalize: (analysisId, status, errorMessage) =>
      call({
        action: `finalize the analysis as ${status}`,
        method: 'POST',
        path: `/analyses/${analysisId}/finalize`,
        body: { status, ...(errorMessage && { error_message: errorMessage }) },
        isSigned: true,
      }),
  };
}
