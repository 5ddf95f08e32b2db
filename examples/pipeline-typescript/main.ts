import { exitCode, PipelineProblem } from './problem.ts';
import { helpText, readOptions } from './options.ts';
import { analyseImage, analyseLocalFile, type Report, type RunResult } from './pipeline.ts';

/** Progress on standard error: one line a step, with a percentage where a step takes long. */
function terminalReport(): Report {
  const isTerminal = process.stderr.isTTY;
  const started = Date.now();
  let shown = -1;
  return {
    step(text) {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stderr.write(`${isTerminal ? '\r\x1b[K' : ''}[${seconds.padStart(5)} s] ${text}\n`);
      shown = -1;
    },
    share(share) {
      const percent = Math.floor(share * 100);
      if (!isTerminal || percent === shown) return;
      shown = percent;
      process.stderr.write(`\r\x1b[K          ${percent} %`);
    },
  };
}

function summary({ analysisId, page, annotations, result, heatmap }: RunResult): string {
  const { counts, detections, threshold, polarity, leftOut, coveredShare } = result;
  const share = (100 * coveredShare).toFixed(1);
  const lines = [
    `${detections.length} ${polarity} blobs in ${result.width} x ${result.height} pixels (threshold ${threshold}): ` +
      `${counts.cell} cells, ${counts.cell_cluster} clusters, ${counts.debris} debris; ${share} % covered, ` +
      `at most ${(100 * heatmap.maxDensity).toFixed(1)} % in one place.`,
  ];
  if (leftOut > 0) lines.push(`${leftOut} less confident blobs were left out: raise --max-boxes to keep them.`);
  if (analysisId) lines.push(`Analysis ${analysisId} has ${annotations} annotations.`, `See it at ${page}`);
  return lines.join('\n') + '\n';
}

function asJson({ analysisId, page, annotations, result }: RunResult): string {
  const { width, height, threshold, polarity, counts, leftOut, typicalArea, detections } = result;
  return (
    JSON.stringify({
      analysis_id: analysisId ?? null,
      page: page ?? null,
      annotations: annotations ?? null,
      width,
      height,
      threshold,
      polarity,
      typical_area_px: typicalArea,
      blobs: detections.length,
      left_out: leftOut,
      counts,
    }) + '\n'
  );
}

async function main(): Promise<number> {
  const interruption = new AbortController();
  const interrupt = (): void =>
    interruption.abort(new PipelineProblem('Interrupted before it was done.', exitCode.interrupted));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options.isHelp) {
      process.stdout.write(helpText);
      return exitCode.done;
    }
    const report = terminalReport();
    const run = options.file
      ? await analyseLocalFile(options, report)
      : await analyseImage(options, report, interruption.signal);
    report.step('done');
    process.stdout.write(options.isJson ? asJson(run) : summary(run));
    return exitCode.done;
  } catch (error) {
    const problem: unknown = interruption.signal.aborted ? interruption.signal.reason : error;
    if (problem instanceof PipelineProblem) {
      console.error(problem.message);
      return problem.code;
    }
    console.error('The pipeline failed:', problem);
    return exitCode.failed;
  }
}

process.exitCode = await main();
