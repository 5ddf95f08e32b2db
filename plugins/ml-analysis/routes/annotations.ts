import { defineError, pageProperties, route, rows, writtenJson } from '#core';
import type { Fault } from '#core';
import { checkSigner } from '../allowed-models.ts';
import { dataTexts } from '../annotations/data-texts.ts';
import { insertAnnotations } from '../annotations/insert.ts';
import { findAnnotation, listAnnotations } from '../annotations/read.ts';
import { analysisEnded, featureDisabled, modelNotAllowed, tooManyAnnotations, withFaults } from '../errors.ts';
import { wirePath } from '../artifacts.ts';
import { Artifact } from '../models/artifact.ts';
import { analysisEvent } from '../present.ts';
import { annotationListSchema, annotationSchema, bulkSchema } from '../schemas.ts';
import type { AnnotationJson, AnnotationListJson, NewAnnotation } from '../schemas.ts';
import { settings } from '../settings.ts';
import { findAnalysis } from '../subjects.ts';
import { isOpen } from '../transitions.ts';
import type { Status } from '../transitions.ts';

const LISTED_AFTER_BULK = 500;

const foreignPath = defineError(
  'ml-analysis.foreign_storage_path',
  422,
  "'%s' is not a file of this analysis. Ask for an upload URL by artifacts/presign and send the storage_path that it answers.",
);

export const addAnnotations = route(
  'POST /analyses/:analysis_id/annotations\\:bulk',
  {
    summary: 'Add annotations, or replace all of them',
    description: `All or none are added. The answer lists the first ${LISTED_AFTER_BULK} of the analysis and counts all.`,
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.run',
    signed: 'always',
    body: bulkSchema,
    response: annotationListSchema,
    errors: [featureDisabled, modelNotAllowed, tooManyAnnotations, foreignPath, analysisEnded],
  },
  async ({ subject: { analysis, image }, body: { annotations, mode }, bodyText, user, emit }) => {
    checkSigner(analysis.modelName, user);
    const { maxBulkAnnotations } = settings();
    if (annotations.length > maxBulkAnnotations) {
      const message = `has ${annotations.length}; send at most ${maxBulkAnnotations} (ML_MAX_BULK_ANNOTATIONS) a call`;
      throw withFaults(tooManyAnnotations(), [{ pointer: '/body/annotations', message }]);
    }
    const texts = dataTexts(bodyText);
    await checkStoragePaths(analysis.id, annotations);
    const isReplacing = mode === 'replace';
    await holdOpen(analysis.id, isReplacing);
    if (isReplacing) await rows('delete from ml_annotations where analysis_id = $1', [analysis.id]);
    await insertAnnotations(analysis.id, image, annotations, texts);
    const [counted] = await rows<{ annotation_count: number }>(
      `update ml_analyses set revision = revision + 1,
              annotation_count = case when $3 then 0 else annotation_count end + $2
       where id = $1 returning annotation_count`,
      [analysis.id, annotations.length, isReplacing],
    );
    const total = counted?.annotation_count ?? 0;
    emit('ml-analysis.annotated', { ...analysisEvent(analysis, image.projectId), annotation_count: total });
    return listText(await listAnnotations(analysis.id, 0, LISTED_AFTER_BULK), total);
  },
);

const listText = (annotations: string, total: number): AnnotationListJson =>
  writtenJson(`{"annotations":${annotations},"total":${total}}`);

/**
 * Keeps the analysis from ending until the transaction does. Appending goes on beside other appending; the count, which
 * is added to last, is what they wait for. Replacing goes on alone.
 */
async function holdOpen(analysisId: string, alone: boolean): Promise<void> {
  const lock = alone ? 'for no key update' : 'for key share';
  const [held] = await rows<{ status: Status }>(`select status from ml_analyses where id = $1 ${lock}`, [analysisId]);
  if (!held || !isOpen(held.status)) throw analysisEnded(held?.status ?? 'gone');
}

async function checkStoragePaths(analysisId: string, annotations: readonly NewAnnotation[]): Promise<void> {
  if (!annotations.some(({ storage_path: path }) => path)) return;
  const artifacts = await Artifact.findAll({ where: { analysisId }, attributes: ['analysisId', 'filename'] });
  const known = new Set(artifacts.map(wirePath));
  const faults: (Fault & { path: string })[] = [];
  for (const [index, { storage_path: path }] of annotations.entries()) {
    if (!path || known.has(path)) continue;
    faults.push({
      pointer: `/body/annotations/${index}/storage_path`,
      message: 'is not a file of this analysis',
      path,
    });
  }
  const [first] = faults;
  if (first) throw withFaults(foreignPath(first.path), faults.slice(0, 100));
}

export const listAnalysisAnnotations = route(
  'GET /analyses/:analysis_id/annotations',
  {
    summary: 'List the annotations of an analysis, by ordering and then as they came',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.read',
    query: { type: 'object', properties: pageProperties({ default: 200, maximum: 1000 }) },
    response: annotationListSchema,
    errors: [featureDisabled],
  },
  async ({ subject: { analysis }, query }) =>
    listText(await listAnnotations(analysis.id, query.skip, query.limit), analysis.annotationCount),
);

export const getAnnotation = route(
  'GET /analyses/:analysis_id/annotations/:annotation_id',
  {
    summary: 'One annotation of an analysis',
    subject: async ({ analysis_id, annotation_id }) => {
      const found = await findAnalysis(analysis_id);
      const annotation = found && (await findAnnotation(found.analysis.id, annotation_id));
      return annotation ? { scopeId: found.scopeId, annotation } : null;
    },
    noun: 'Annotation',
    access: 'ml-analysis.read',
    response: annotationSchema,
    errors: [featureDisabled],
  },
  async ({ subject: { annotation } }) => writtenJson<AnnotationJson>(annotation),
);
