import { Readable } from 'node:stream';
import { rawRoute } from '#core';
import { featureDisabled } from '../errors.ts';
import { csvFileName, exportCsv } from '../export/csv.ts';
import { exportJson } from '../export/json.ts';
import { findAnalysis } from '../subjects.ts';

export const exportAnalysis = rawRoute(
  'GET /analyses/:analysis_id/export',
  {
    summary: 'An analysis with all its annotations as a JSON or CSV file, streamed',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.read',
    query: { type: 'object', properties: { format: { enum: ['json', 'csv'], default: 'json' } } },
    answers: { 200: { description: 'The file', types: ['application/json', 'text/csv; charset=utf-8'] } },
    errors: [featureDisabled],
  },
  async ({ subject: { analysis }, query, ctx }) => {
    ctx.set('Cache-Control', 'no-store');
    if (query.format === 'csv') {
      ctx.set('Content-Type', 'text/csv; charset=utf-8');
      ctx.set('Content-Disposition', `attachment; filename=${csvFileName(analysis)}`);
      ctx.body = Readable.from(exportCsv(analysis.id));
    } else {
      ctx.set('Content-Type', 'application/json');
      ctx.body = Readable.from(exportJson(analysis));
    }
  },
);
