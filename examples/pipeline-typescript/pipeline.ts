import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boxAnnotations, classificationAnnotation, heatmapAnnotation, type WireAnnotation } from './annotations.ts';
import { createClient, type Client } from './client.ts';
import { detect, type DetectResult } from './detect.ts';
import { drawHeatmap, type Heatmap } from './heatmap.ts';
import type { Options } from './options.ts';
import { openGreyPicture } from './picture.ts';
import { PipelineProblem } from './problem.ts';

/** Goes into every analysis, so that results of different detectors can be told apart. */
export const modelVersion = '1.0.0';

/** Where progress goes; `share` is 0 to 1 within the step named by `step`. */
export interface Report {
  step(text: string): void;
  share(share: number): void;
}

/** What a run found, and where to see it; the ids are absent for a local file. */
export interface RunResult {
  analysisId?: string;
  page?: string;
  annotations?: number;
  result: DetectResult;
  heatmap: Heatmap;
}

/**
 * The six steps for one image on the server: create the analysis, say that it is running, find the blobs
 * in the image's own pixels, upload the heatmap, post the annotations, finalize. Whatever goes wrong after
 * the first step is told to the server as `failed`, and thrown.
 */
export async function analyseImage(options: Options, report: Report, signal: AbortSignal): Promise<RunResult> {
  const client = createClient({ ...options, signal });
  const stoppable = { step: report.step, share: (share: number) => (signal.throwIfAborted(), report.share(share)) };
  const image = await client.findImage(options.image!);
  const parameters = { polarity: options.polarity, threshold: options.threshold ?? 'otsu', min_area: options.minArea };
  report.step(`1/6 create an analysis of ${image.filename}`);
  const model = { name: options.modelName, version: modelVersion, parameters };
  const analysis = await client.createAnalysis(image.id, model);
  try {
    const found = await runAnalysis(client, image.id, analysis.id, options, stoppable);
    return { ...found, analysisId: analysis.id, page: `${options.server}/images/${image.id}` };
  } catch (error) {
    // Nothing to tell where somebody cancelled or finished it (409), no use where we aren't believed (401).
    const isMoot = error instanceof PipelineProblem && [401, 403, 409].includes(error.status);
    if (!isMoot) await reportFailure(options, analysis.id, error);
    throw error;
  }
}

async function runAnalysis(client: Client, imageId: string, analysisId: string, options: Options, report: Report) {
  report.step('2/6 set the status to processing');
  await client.startProcessing(analysisId);
  const { result, heatmap } = await inScratchFolder(async (folder) => {
    report.step('3/6 download the image and find blobs');
    const original = join(folder, 'original');
    await client.downloadOriginal(imageId, original);
    return await analyseFile(original, folder, options, report);
  });
  report.step('4/6 upload the heatmap');
  const artifact = await client.presign(analysisId, 'heatmap.png');
  await client.upload(artifact.upload_url, heatmap.png);
  report.step('5/6 post the annotations');
  const annotations = [
    ...boxAnnotations(result),
    heatmapAnnotation(result, heatmap, artifact.storage_path),
    classificationAnnotation(result),
  ];
  const total = await postInChunks(client, analysisId, annotations, options.chunkSize, report);
  if (options.outFolder) await writeResult(options.outFolder, annotations, heatmap);
  report.step('6/6 finalize the analysis as completed');
  await client.finalize(analysisId, 'completed');
  return { result, heatmap, annotations: total };
}

/** The detector alone, on a local file; nothing is sent anywhere. */
export async function analyseLocalFile(options: Options, report: Report): Promise<RunResult> {
  report.step(`find blobs in ${options.file}`);
  const { result, heatmap } = await inScratchFolder((folder) => analyseFile(options.file!, folder, options, report));
  if (options.outFolder) {
    const rest = [heatmapAnnotation(result, heatmap, 'heatmap.png'), classificationAnnotation(result)];
    await writeResult(options.outFolder, [...boxAnnotations(result), ...rest], heatmap);
  }
  return { result, heatmap };
}

async function analyseFile(path: string, folder: string, options: Options, report: Report) {
  const picture = await openGreyPicture(path, join(folder, 'grey.v'));
  try {
    const result = await detect(picture, options, report.share);
    return { result, heatmap: await drawHeatmap(result) };
  } finally {
    await picture.close();
  }
}

/** Posts `annotations` in order; where the server's limit per request is smaller, in smaller chunks. */
async function postInChunks(
  client: Client,
  analysisId: string,
  annotations: WireAnnotation[],
  chunkSize: number,
  report: Report,
): Promise<number> {
  let size = chunkSize;
  let total = 0;
  for (let sent = 0; sent < annotations.length;) {
    const chunk = annotations.slice(sent, sent + size);
    try {
      total = await client.addAnnotations(analysisId, chunk);
      sent += chunk.length;
      report.share(sent / annotations.length);
    } catch (error) {
      const isTooMany = error instanceof PipelineProblem && error.message.includes('Too many annotations');
      if (!isTooMany || chunk.length === 1) throw error;
      size = Math.ceil(chunk.length / 2);
    }
  }
  return total;
}

/** Tells the server why it went wrong, by a client of its own: the caller's may have been interrupted. */
async function reportFailure(options: Options, analysisId: string, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  try {
    await createClient({ ...options, signal: undefined }).finalize(analysisId, 'failed', message.slice(0, 1000));
  } catch (second) {
    console.error(`The server could not be told either: ${(second as Error).message}`);
  }
}

async function writeResult(folder: string, annotations: WireAnnotation[], heatmap: Heatmap): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'annotations.json'), JSON.stringify({ annotations }, null, 1));
  await writeFile(join(folder, 'heatmap.png'), heatmap.png);
}

async function inScratchFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'pipeline-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
