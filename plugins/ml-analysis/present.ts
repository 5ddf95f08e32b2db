import type { Subject } from '#core';
import type { Analysis } from './models/analysis.ts';
import type { AnalysisEvent, AnalysisJson } from './schemas.ts';
import { isOpen } from './transitions.ts';

type May = (permission: string, subject: Subject) => boolean;

/** An analysis as the API shows it, without its annotations. */
export function presentAnalysis(analysis: Analysis, subject: Subject, may: May): AnalysisJson {
  return {
    id: analysis.id,
    image_id: analysis.imageId,
    model_name: analysis.modelName,
    model_version: analysis.modelVersion,
    parameters: analysis.parameters,
    status: analysis.status,
    error_message: analysis.errorMessage,
    provenance: analysis.provenance,
    requested_by_id: analysis.requestedById,
    external_job_id: analysis.externalJobId,
    priority: analysis.priority,
    created_at: analysis.createdAt.toISOString(),
    started_at: analysis.startedAt?.toISOString() ?? null,
    completed_at: analysis.completedAt?.toISOString() ?? null,
    updated_at: analysis.updatedAt?.toISOString() ?? null,
    annotation_count: analysis.annotationCount,
    annotations: [],
    abilities: { cancel: isOpen(analysis.status) && may('ml-analysis.cancel', subject) },
  };
}

/** What the events of an analysis tell. */
export const analysisEvent = (analysis: Analysis, projectId: string): AnalysisEvent => ({
  project_id: projectId,
  image_id: analysis.imageId,
  analysis_id: analysis.id,
  status: analysis.status,
  model_name: analysis.modelName,
  annotation_count: analysis.annotationCount,
});
