import type { Schema, TypeOf } from '#schema';

const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const timeOrNull = { type: ['string', 'null'] } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const integer = { type: 'integer' } as const;
const count = { type: 'integer', minimum: 0 } as const;

export const annotationSchema = {
  type: 'object',
  required: [
    'id',
    'analysis_id',
    'annotation_type',
    'class_name',
    'confidence',
    'data',
    'storage_path',
    'ordering',
    'created_at',
  ],
  properties: {
    id,
    analysis_id: id,
    annotation_type: { type: 'string', examples: ['bounding_box'] },
    class_name: { ...textOrNull, examples: ['gull'] },
    confidence: { type: ['number', 'null'], description: '0 to 1.', examples: [0.93] },
    data: {
      type: 'object',
      description: 'As the pipeline sent it.',
      examples: [{ x_min: 10, y_min: 20, x_max: 110, y_max: 140 }],
    },
    storage_path: textOrNull,
    ordering: { type: ['integer', 'null'] },
    created_at: time,
  },
} as const satisfies Schema;
export type AnnotationJson = TypeOf<typeof annotationSchema>;

export const analysisSchema = {
  type: 'object',
  required: [
    'id',
    'image_id',
    'model_name',
    'model_version',
    'parameters',
    'status',
    'error_message',
    'provenance',
    'requested_by_id',
    'external_job_id',
    'priority',
    'created_at',
    'started_at',
    'completed_at',
    'updated_at',
    'annotation_count',
    'annotations',
    'abilities',
  ],
  properties: {
    id,
    image_id: id,
    model_name: { type: 'string', examples: ['yolo_v8'] },
    model_version: { type: 'string', examples: ['8.2.0'] },
    parameters: { type: ['object', 'null'], examples: [{ threshold: 0.4 }] },
    status: { enum: ['queued', 'processing', 'completed', 'failed', 'canceled'] },
    error_message: textOrNull,
    provenance: { type: ['object', 'null'] },
    requested_by_id: id,
    external_job_id: textOrNull,
    priority: integer,
    created_at: time,
    started_at: timeOrNull,
    completed_at: timeOrNull,
    updated_at: timeOrNull,
    annotation_count: count,
    annotations: { type: 'array', items: annotationSchema, description: 'Empty when created and in lists.' },
    abilities: {
      type: 'object',
      required: ['cancel'],
      properties: { cancel: { type: 'boolean' } },
    },
  },
} as const satisfies Schema;
export type AnalysisJson = TypeOf<typeof analysisSchema>;

export const newAnalysisSchema = {
  type: 'object',
  required: ['image_id', 'model_name', 'model_version'],
  properties: {
    image_id: id,
    model_name: { type: 'string', minLength: 2, maxLength: 255, pattern: '^[a-zA-Z0-9_\\-]+$', examples: ['yolo_v8'] },
    model_version: { type: 'string', minLength: 1, maxLength: 100, examples: ['8.2.0'] },
    parameters: { type: ['object', 'null'], examples: [{ threshold: 0.4 }] },
  },
} as const satisfies Schema;

export const analysisListSchema = {
  type: 'object',
  required: ['analyses', 'total'],
  properties: { analyses: { type: 'array', items: analysisSchema }, total: count },
} as const satisfies Schema;

/** Of answers that carry a whole analysis: its annotations can be left out. */
export const withAnnotationsQuery = {
  type: 'object',
  properties: {
    with_annotations: { type: 'boolean', default: true, description: 'Whether the answer lists all annotations.' },
  },
} as const satisfies Schema;

export const newStatusSchema = {
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', examples: ['processing'] }, error_message: textOrNull },
} as const satisfies Schema;

export const finalizeSchema = {
  type: 'object',
  properties: { status: { ...textOrNull, examples: ['completed'] }, error_message: textOrNull },
} as const satisfies Schema;

export const newAnnotationSchema = {
  type: 'object',
  required: ['annotation_type', 'data'],
  properties: {
    annotation_type: { type: 'string', minLength: 3, maxLength: 50, examples: ['bounding_box'] },
    class_name: { type: ['string', 'null'], maxLength: 255, examples: ['gull'] },
    confidence: { type: ['number', 'null'], minimum: 0, maximum: 1, examples: [0.93] },
    data: { type: 'object', examples: [{ x_min: 10, y_min: 20, x_max: 110, y_max: 140 }] },
    storage_path: { type: ['string', 'null'], maxLength: 1024 },
    ordering: { type: ['integer', 'null'], minimum: -2147483648, maximum: 2147483647 },
  },
} as const satisfies Schema;
export type NewAnnotation = TypeOf<typeof newAnnotationSchema>;

export const bulkSchema = {
  type: 'object',
  required: ['annotations'],
  properties: {
    annotations: { type: 'array', items: newAnnotationSchema },
    mode: { enum: ['append', 'replace'], default: 'append' },
  },
} as const satisfies Schema;

export const annotationListSchema = {
  type: 'object',
  required: ['annotations', 'total'],
  properties: { annotations: { type: 'array', items: annotationSchema }, total: count },
} as const satisfies Schema;
export type AnnotationListJson = TypeOf<typeof annotationListSchema>;

export const presignSchema = {
  type: 'object',
  required: ['artifact_type'],
  properties: {
    artifact_type: { enum: ['heatmap', 'mask', 'segmentation', 'log', 'metadata'] },
    filename: { type: ['string', 'null'], maxLength: 255, pattern: '^[a-zA-Z0-9_\\-\\.]+$', examples: ['heatmap.png'] },
  },
} as const satisfies Schema;

export const presignedSchema = {
  type: 'object',
  required: ['upload_url', 'storage_path'],
  properties: {
    upload_url: {
      type: 'string',
      description: 'PUT the file here with its Content-Type and nothing else.',
      examples: ['https://images.example.org/storage/…'],
    },
    storage_path: {
      type: 'string',
      description: 'What annotations name it by.',
      examples: ['ml_outputs/1f2e7b3c-55a0-4c07-a2d4-0f6b0a6c9e11/heatmap.png'],
    },
  },
} as const satisfies Schema;

const namedCount = {
  type: 'object',
  required: ['name', 'count'],
  properties: { name: { type: 'string', examples: ['gull'] }, count },
} as const;

export const layersSchema = {
  type: 'object',
  required: ['analysis_id', 'image_width', 'image_height', 'boxes', 'rasters', 'classifications', 'other'],
  properties: {
    analysis_id: id,
    image_width: integer,
    image_height: integer,
    boxes: {
      type: 'object',
      required: ['count', 'classes', 'href'],
      properties: {
        count,
        classes: { type: 'array', items: namedCount },
        href: { type: 'string', examples: ['/api/analyses/1f2e7b3c-55a0-4c07-a2d4-0f6b0a6c9e11/boxes'] },
      },
    },
    rasters: {
      type: 'array',
      items: {
        type: 'object',
        required: ['annotation_id', 'annotation_type', 'title', 'kind', 'href', 'x', 'y', 'width', 'height'],
        properties: {
          annotation_id: id,
          annotation_type: { type: 'string', examples: ['heatmap'] },
          title: { type: 'string', examples: ['heatmap.png'] },
          kind: { enum: ['artifact', 'matrix'], description: 'artifact: href is a picture; matrix: an annotation.' },
          href: { type: 'string', examples: ['/api/ml/artifacts/content?path=ml_outputs/…/heatmap.png'] },
          x: { type: 'number' },
          y: { type: 'number' },
          width: { type: 'number' },
          height: { type: 'number' },
        },
      },
    },
    classifications: {
      type: 'array',
      items: {
        type: 'object',
        required: ['annotation_id', 'class_name', 'confidence', 'data'],
        properties: {
          annotation_id: id,
          class_name: textOrNull,
          confidence: { type: ['number', 'null'] },
          data: { type: 'object' },
        },
      },
    },
    other: {
      type: 'array',
      items: {
        type: 'object',
        required: ['annotation_type', 'count'],
        properties: { annotation_type: { type: 'string', examples: ['polygon'] }, count },
      },
    },
  },
} as const satisfies Schema;
export type LayersJson = TypeOf<typeof layersSchema>;

const summarySchema = {
  type: 'object',
  required: ['total', 'completed', 'running', 'failed'],
  properties: { total: count, completed: count, running: count, failed: count },
} as const satisfies Schema;

export const summariesSchema = {
  type: 'object',
  required: ['images'],
  properties: {
    images: {
      type: 'object',
      additionalProperties: summarySchema,
      description: 'By image id.',
      examples: [{ '1f2e7b3c-55a0-4c07-a2d4-0f6b0a6c9e11': { total: 2, completed: 1, running: 1, failed: 0 } }],
    },
  },
} as const satisfies Schema;
export type AnalysisSummary = TypeOf<typeof summarySchema>;

/** Payload of every event of an analysis. */
export const analysisEventSchema = {
  type: 'object',
  required: ['project_id', 'image_id', 'analysis_id', 'status', 'model_name', 'annotation_count'],
  properties: {
    project_id: id,
    image_id: id,
    analysis_id: id,
    status: { type: 'string' },
    model_name: { type: 'string' },
    annotation_count: count,
  },
} as const satisfies Schema;
export type AnalysisEvent = TypeOf<typeof analysisEventSchema>;
