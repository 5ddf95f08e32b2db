import { route, rows } from '#core';
import { featureDisabled } from '../errors.ts';
import { summariesSchema } from '../schemas.ts';
import type { AnalysisSummary } from '../schemas.ts';
import { findProjectOfAnalyses } from '../subjects.ts';

export const summarizeAnalyses = route(
  'GET /projects/:project_id/analysis-summaries',
  {
    summary: 'How many analyses the images of a project have, by state; images without any are left out',
    subject: ({ project_id }) => findProjectOfAnalyses(project_id),
    noun: 'Project',
    access: 'ml-analysis.read',
    response: summariesSchema,
    errors: [featureDisabled],
  },
  async ({ subject: project }) => {
    const found = await rows<AnalysisSummary & { image_id: string }>(
      `select image_id, count(*)::int as total,
              (count(*) filter (where status = 'completed'))::int as completed,
              (count(*) filter (where status in ('queued', 'processing')))::int as running,
              (count(*) filter (where status = 'failed'))::int as failed
       from ml_analyses join images on images.id = image_id
       where images.project_id = $1 group by image_id`,
      [project.id],
    );
    return { images: Object.fromEntries(found.map(({ image_id, ...summary }) => [image_id, summary])) };
  },
);
