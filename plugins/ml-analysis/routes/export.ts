import { Readable } from 'node:stream';
import { rawRoute } from '#core';
import { featureDisabled } from '../errors.ts';
import { csvFileName, exportCsv } from '../export/csv.ts';
import { exportJson } from '../export/json.ts';
import { analysisSchema } from '../schemas.ts';
import { findAnalysis } from '../subjects.ts';

const { abilities: _, annotations: __, ...exported } = analysisSchema.properties;
const exportSchema = {
  type: 'object',
  required: [...Object.keys(exported), 'annotations'],
  properties: {
    ...exported,
    annotations: {
      type: 'array',
      items: { type: 'object' },
      description: 'As the annotations route lists them, but for `analysis_id`.',
      examples: [[{ id: '1f2e7b3c-55a0-4c07-a2d4-0f6b0a6c9e11', annotation_type: 'bounding_box', class_name: 'gull' }]],
    },
  },
};

export const exportAnalysis = rawRoute(
  'GET /analyses/:analysis_id/export',
  {
    summary: 'An analysis with all its annotations as a JSON or CSV file, streamed',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.read',
    query: { type: 'object', properties: { format: { enum: ['json', 'csv'], default: 'json' } } },
    answers: {
      200: {
        description: 'The file: an object with the analysis and its annotations, or one line for each annotation.',
        types: ['application/json', 'text/csv; charset=utf-8'],
        schema: exportSchema,
        examples: {
          'text/csv; charset=utf-8':
            'annotation_id,annotation_type,class_name,confidence,storage_path,ordering,data_json,created_at\r\n' +
            '1f2e7b3c-55a0-4c07-a2d4-0f6b0a6c9e11,bounding_box,gull,0.93,,0,"{""x_min"": 10}",2026-11-22T06:51:24+00:00\r\n',
        },
      },
    },
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
