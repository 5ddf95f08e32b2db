import { emit, route, writtenJson } from '#core';
import type { Subject } from '#core';
import { checkSigner } from '../allowed-models.ts';
import { listAnnotations } from '../annotations/read.ts';
import { featureDisabled, illegalTransition, modelNotAllowed } from '../errors.ts';
import { Analysis } from '../models/analysis.ts';
import { analysisEvent, presentAnalysis } from '../present.ts';
import { analysisSchema, finalizeSchema, newStatusSchema, withAnnotationsQuery } from '../schemas.ts';
import type { AnalysisJson } from '../schemas.ts';
import { findAnalysis } from '../subjects.ts';
import type { AnalysisOfImage } from '../subjects.ts';
import { isOpen, mayFinalize, mayMove } from '../transitions.ts';
import type { Status } from '../transitions.ts';

type May = (permission: string, subject: Subject) => boolean;

/** The row, held until the transaction ends: one change of status at a time, none amid a bulk insertion. */
const hold = ({ analysis }: AnalysisOfImage): Promise<Analysis> =>
  Analysis.findByPk(analysis.id, { lock: true, rejectOnEmpty: true });

async function move(
  subject: AnalysisOfImage,
  to: string,
  errorMessage: string | null | undefined,
  may: (from: Status, to: string) => to is Status,
): Promise<Analysis> {
  const analysis = await hold(subject);
  if (analysis.status === to) return analysis;
  if (!may(analysis.status, to)) throw illegalTransition(analysis.status, to);
  const now = new Date();
  await analysis.update({
    status: to,
    ...(errorMessage ? { errorMessage } : {}),
    ...(analysis.startedAt || to === 'canceled' ? {} : { startedAt: now }),
    ...(isOpen(to) ? {} : { completedAt: now }),
    updatedAt: now,
  });
  const payload = analysisEvent(analysis, subject.image.projectId);
  emit('ml-analysis.status_changed', payload);
  if (!isOpen(to)) emit('ml-analysis.finalized', payload);
  return analysis;
}

async function answer(analysis: Analysis, subject: AnalysisOfImage, may: May, withAnnotations: boolean) {
  const shown = presentAnalysis(analysis, subject, may);
  if (!withAnnotations) return shown;
  const { annotations: _, ...rest } = shown;
  const annotations = await listAnnotations(analysis.id, 0, null);
  return writtenJson<AnalysisJson>(`${JSON.stringify(rest).slice(0, -1)},"annotations":${annotations}}`);
}

export const changeStatus = route(
  'PATCH /analyses/:analysis_id/status',
  {
    summary: 'Say how far an analysis is',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.run',
    signed: 'unless-api-key',
    query: withAnnotationsQuery,
    body: newStatusSchema,
    response: analysisSchema,
    errors: [featureDisabled, modelNotAllowed, illegalTransition],
  },
  async ({ subject, query, body, user, may }) => {
    checkSigner(subject.analysis.modelName, user);
    const analysis = await move(subject, body.status.toLowerCase(), body.error_message, mayMove);
    return answer(analysis, subject, may, query.with_annotations);
  },
);

export const finalizeAnalysis = route(
  'POST /analyses/:analysis_id/finalize',
  {
    summary: 'End an analysis; without a status, just look at it',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.run',
    signed: 'always',
    query: withAnnotationsQuery,
    body: finalizeSchema,
    response: analysisSchema,
    errors: [featureDisabled, modelNotAllowed, illegalTransition],
  },
  async ({ subject, query, body, user, may }) => {
    checkSigner(subject.analysis.modelName, user);
    const analysis = body.status
      ? await move(subject, body.status.toLowerCase(), body.error_message, mayFinalize)
      : subject.analysis;
    return answer(analysis, subject, may, query.with_annotations);
  },
);

export const cancelAnalysis = route(
  'POST /analyses/:analysis_id/cancel',
  {
    summary: 'Call off an analysis that has not ended',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.cancel',
    response: analysisSchema,
    errors: [featureDisabled, illegalTransition],
  },
  async ({ subject, may }) => {
    const analysis = await move(subject, 'canceled', null, mayMove);
    return presentAnalysis(analysis, subject, may);
  },
);
