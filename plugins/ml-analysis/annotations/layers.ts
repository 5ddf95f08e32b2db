import { rows } from '#core';
import { wirePath } from '../artifacts.ts';
import { Artifact } from '../models/artifact.ts';
import type { LayersJson } from '../schemas.ts';
import type { AnalysisOfImage } from '../subjects.ts';
import { boxClasses } from './classes.ts';

/** Most rasters and classifications that one answer describes; the annotations route lists them all. */
export const MOST_LAYERS = 200;

type Raster = LayersJson['rasters'][number];

/** What of an analysis can be drawn and how: boxes as columns, pictures over the whole image, words, and the rest. */
export async function describeLayers({ analysis, image }: AnalysisOfImage): Promise<LayersJson> {
  const classes = await boxClasses(analysis.id);
  const kinds = await rows<{ annotation_type: string; is_box: boolean; is_raster: boolean; count: number }>(
    `select annotation_type, x0 is not null as is_box, ${IS_RASTER} as is_raster, count(*)::int as count
     from ml_annotations where analysis_id = $1 group by 1, 2, 3 order by count(*) desc, 1`,
    [analysis.id],
  );
  return {
    analysis_id: analysis.id,
    image_width: image.width,
    image_height: image.height,
    boxes: {
      count: kinds.filter(({ is_box }) => is_box).reduce((sum, { count }) => sum + count, 0),
      classes: [...classes],
      href: `/api/analyses/${analysis.id}/boxes`,
    },
    rasters: await rastersOf(analysis.id, image),
    classifications: await rows(
      `select id as annotation_id, class_name, confidence, data from ml_annotations
       where analysis_id = $1 and annotation_type = 'classification' order by rank, seq limit ${MOST_LAYERS}`,
      [analysis.id],
    ),
    other: kinds
      .filter((kind) => !kind.is_box && !kind.is_raster && kind.annotation_type !== 'classification')
      .map(({ annotation_type, count }) => ({ annotation_type, count })),
  };
}

const IS_RASTER = `(annotation_type in ('heatmap', 'segmentation', 'mask')
  and (storage_path is not null or jsonb_typeof(data->'matrix') = 'array'))`;

async function rastersOf(analysisId: string, image: { width: number; height: number }): Promise<Raster[]> {
  const found = await rows<{
    id: string;
    annotation_type: string;
    class_name: string | null;
    storage_path: string | null;
    name: string | null;
  }>(
    `select id, annotation_type, class_name, storage_path, data->>'description' as name
     from ml_annotations where analysis_id = $1 and ${IS_RASTER} order by rank, seq limit ${MOST_LAYERS}`,
    [analysisId],
  );
  const artifacts = found.some(({ storage_path }) => storage_path)
    ? await Artifact.findAll({ where: { analysisId } })
    : [];
  const pictures = new Set(artifacts.filter(({ contentType }) => contentType.startsWith('image/')).map(wirePath));
  return found
    .filter(({ storage_path: path }) => path === null || pictures.has(path))
    .map(({ id, annotation_type, class_name, storage_path: path, name }) => ({
      annotation_id: id,
      annotation_type,
      title: titleOf(annotation_type, class_name ?? name),
      ...(path === null
        ? { kind: 'matrix' as const, href: `/api/analyses/${analysisId}/annotations/${id}` }
        : { kind: 'artifact' as const, href: `/api/ml/artifacts/content?path=${encodeURIComponent(path)}` }),
      x: 0,
      y: 0,
      width: image.width,
      height: image.height,
    }));
}

const titleOf = (type: string, more: string | null): string => {
  const kind = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return more ? `${kind}: ${more.slice(0, 80)}` : kind;
};
