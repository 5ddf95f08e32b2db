import { defineError, rawRoute, route, writtenJson } from '#core';
import { boxColumns } from '../annotations/columns.ts';
import { describeLayers } from '../annotations/layers.ts';
import { findBox } from '../annotations/read.ts';
import { featureDisabled } from '../errors.ts';
import { annotationSchema, layersSchema } from '../schemas.ts';
import type { AnnotationJson } from '../schemas.ts';
import { findAnalysis } from '../subjects.ts';

const noSuchBox = defineError(
  'ml-analysis.no_such_box',
  404,
  'There is no box %s in this analysis; they count from 0.',
);

export const getLayers = route(
  'GET /analyses/:analysis_id/layers',
  {
    summary: 'What of an analysis can be drawn over its image',
    description: 'At most 200 rasters and 200 classifications; the annotations route lists everything.',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.read',
    response: layersSchema,
    errors: [featureDisabled],
  },
  async ({ subject }) => describeLayers(subject),
);

export const getBoxes = rawRoute(
  'GET /analyses/:analysis_id/boxes',
  {
    summary: 'All boxes of an analysis as columns',
    description:
      'Little endian: uint32 n, uint32 0, float32[4n] x0 y0 x1 y1 in pixels of the full-resolution image, float32[n] ' +
      'confidence (NaN: none), uint16[n] index into the classes of the layers route (65535: none).',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.read',
    answers: {
      200: { description: 'The columns', types: ['application/octet-stream'] },
      304: { description: 'What the client has is what there is.' },
    },
    errors: [featureDisabled],
  },
  async ({ subject: { analysis }, ctx }) => {
    ctx.set('Cache-Control', 'private, no-cache');
    ctx.set('ETag', `"boxes-${analysis.id}-${analysis.revision}"`);
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.set('Content-Type', 'application/octet-stream');
    ctx.body = await boxColumns(analysis.id);
  },
);

export const getBox = route(
  'GET /analyses/:analysis_id/boxes/:index',
  {
    summary: 'The annotation behind a box, by its place among the boxes',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    params: { index: { description: 'Its place, from 0.', examples: ['0'] } },
    access: 'ml-analysis.read',
    response: annotationSchema,
    errors: [featureDisabled, noSuchBox],
  },
  async ({ subject: { analysis }, params }) => {
    const index = /^\d{1,9}$/.test(params.index) ? Number(params.index) : -1;
    const found = index < 0 ? null : await findBox(analysis.id, index);
    if (!found) throw noSuchBox(params.index.slice(0, 20));
    return writtenJson<AnnotationJson>(found);
  },
);
