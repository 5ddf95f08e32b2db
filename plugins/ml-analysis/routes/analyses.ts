import { Readable } from 'node:stream';
import { Transaction } from 'sequelize';
import { pageProperties, rawRoute, route } from '#core';
import { Image } from '#plugins/images';
import { checkAnnounced } from '../allowed-models.ts';
import { annotationJson, wireForm } from '../annotations/stream.ts';
import { featureDisabled, imageMismatch, limitReached, modelNotAllowed, withFaults } from '../errors.ts';
import { Analysis } from '../models/analysis.ts';
import { analysisEvent, presentAnalysis } from '../present.ts';
import type { AnalysisJson } from '../schemas.ts';
import { analysisListSchema, analysisSchema, newAnalysisSchema, withAnnotationsQuery } from '../schemas.ts';
import { settings } from '../settings.ts';
import { findAnalysis, findAnyImage, findLiveImage } from '../subjects.ts';

export const createAnalysis = route(
  'POST /images/:image_id/analyses',
  {
    summary: 'Announce an analysis of an image',
    description:
      'The first step of a pipeline. The following ones are signed. If this one is, too, the pipeline announces it itself and needs nobody beside it.',
    subject: ({ image_id }) => findLiveImage(image_id),
    noun: 'Image',
    access: 'ml-analysis.create',
    signed: 'if-sent',
    body: newAnalysisSchema,
    response: analysisSchema,
    status: 201,
    errors: [featureDisabled, imageMismatch, limitReached, modelNotAllowed],
  },
  async ({ subject: image, body, user, may, emit }) => {
    const { maxAnalysesPerImage, defaultStatus } = settings();
    if (body.image_id.toLowerCase() !== image.id) {
      throw withFaults(imageMismatch(), [
        { pointer: '/body/image_id', message: `must be ${image.id}, as in the path` },
      ]);
    }
    // Whoever counts and adds holds the image, so that many at once don't pass the limit together.
    await Image.findByPk(image.id, { attributes: ['id'], lock: Transaction.LOCK.NO_KEY_UPDATE });
    if ((await Analysis.count({ where: { imageId: image.id } })) >= maxAnalysesPerImage) {
      throw withFaults(limitReached(), [
        { pointer: '/path/image_id', message: `has ${maxAnalysesPerImage} already (ML_MAX_ANALYSES_PER_IMAGE)` },
      ]);
    }
    checkAnnounced(body.model_name, user);
    const analysis = await Analysis.create({
      imageId: image.id,
      modelName: body.model_name,
      modelVersion: body.model_version,
      parameters: body.parameters ?? null,
      status: defaultStatus,
      startedAt: defaultStatus === 'processing' ? new Date() : null,
      requestedById: user.id,
    });
    emit('ml-analysis.created', analysisEvent(analysis, image.projectId));
    return presentAnalysis(analysis, image, may);
  },
);

export const listAnalyses = route(
  'GET /images/:image_id/analyses',
  {
    summary: 'List the analyses of an image, newest first, without their annotations',
    subject: ({ image_id }) => findAnyImage(image_id),
    noun: 'Image',
    access: 'ml-analysis.read',
    query: { type: 'object', properties: pageProperties({ default: 100, maximum: 500 }) },
    response: analysisListSchema,
    errors: [featureDisabled],
  },
  async ({ subject: image, query, may }) => {
    const { rows, count } = await Analysis.findAndCountAll({
      where: { imageId: image.id },
      order: [
        ['createdAt', 'DESC'],
        ['id', 'DESC'],
      ],
      offset: query.skip,
      limit: query.limit,
    });
    return { analyses: rows.map((analysis) => presentAnalysis(analysis, image, may)), total: count };
  },
);

export const getAnalysis = rawRoute(
  'GET /analyses/:analysis_id',
  {
    summary: 'One analysis with all its annotations, streamed',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.read',
    query: withAnnotationsQuery,
    answers: { 200: { description: 'The analysis', types: ['application/json'], schema: analysisSchema } },
    errors: [featureDisabled],
  },
  async ({ subject, query, may, ctx }) => {
    const shown = presentAnalysis(subject.analysis, subject, may);
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Type', 'application/json');
    ctx.body = query.with_annotations ? Readable.from(analysisText(shown)) : JSON.stringify(shown);
  },
);

/** The JSON text of an analysis with all its annotations, in pieces; what it lists already is left out. */
async function* analysisText({ annotations: _, ...rest }: AnalysisJson): AsyncGenerator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"annotations":[`;
  yield* annotationJson(rest.id, wireForm);
  yield ']}';
}
