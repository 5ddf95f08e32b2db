import { definePlugin } from '#core';
import { artifactFiles } from './artifacts.ts';
import { forgetPurged, removeArtifacts } from './jobs.ts';
import { Analysis } from './models/analysis.ts';
import { Annotation } from './models/annotation.ts';
import { Artifact } from './models/artifact.ts';
import { createAnalysis, getAnalysis, listAnalyses } from './routes/analyses.ts';
import { addAnnotations, getAnnotation, listAnalysisAnnotations } from './routes/annotations.ts';
import { linkArtifact, presignArtifact, readArtifact } from './routes/artifacts.ts';
import { exportAnalysis } from './routes/export.ts';
import { getBox, getBoxes, getLayers } from './routes/layers.ts';
import { cancelAnalysis, changeStatus, finalizeAnalysis } from './routes/progress.ts';
import { summarizeAnalyses } from './routes/summaries.ts';
import { analysisEventSchema } from './schemas.ts';
import { settingsSchema, useSettings } from './settings.ts';

export default definePlugin({
  name: 'ml-analysis',
  title: 'ML analysis',
  summary: 'Results of machine learning pipelines: announced, signed, stored in bulk, and drawn over the image.',
  needs: ['projects', 'images'],
  tablePrefix: 'ml',
  settings: settingsSchema,
  register(host) {
    host.models(Analysis, Annotation, Artifact);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.permissions({
      'ml-analysis.read': { title: 'See analyses and their results', grantedTo: ['viewer', 'pipeline'] },
      'ml-analysis.create': { title: 'Announce an analysis of an image', grantedTo: ['annotator', 'pipeline'] },
      'ml-analysis.run': { title: 'Send status, files and results of an analysis', grantedTo: ['manager', 'pipeline'] },
      'ml-analysis.cancel': { title: 'Call off an analysis', grantedTo: ['annotator'] },
    });
    host.routes(
      createAnalysis,
      listAnalyses,
      getAnalysis,
      changeStatus,
      presignArtifact,
      addAnnotations,
      finalizeAnalysis,
      cancelAnalysis,
      listAnalysisAnnotations,
      getAnnotation,
      getLayers,
      getBoxes,
      getBox,
      exportAnalysis,
      readArtifact,
      linkArtifact,
      summarizeAnalyses,
    );
    host.emits({
      'ml-analysis.created': analysisEventSchema,
      'ml-analysis.status_changed': analysisEventSchema,
      'ml-analysis.annotated': analysisEventSchema,
      'ml-analysis.finalized': analysisEventSchema,
    });
    host.ui({
      module: './ui/index.ts',
      slots: {
        'image.sidebar': { element: 'ml-analysis-panel', id: 'ml-analyses', title: 'ML Analyses', order: 20 },
        'image.badge': { element: 'ml-analysis-badge', order: 30 },
      },
    });
    host.storage(artifactFiles);
    host.jobs(removeArtifacts);
    host.on('images.deleted', forgetPurged);
  },
  async start({ settings }) {
    useSettings(settings);
  },
});
