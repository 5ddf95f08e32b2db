import { findImage } from '#plugins/images';
import type { Image } from '#plugins/images';
import { findProject } from '#plugins/projects';
import type { Project } from '#plugins/projects';
import { featureDisabled } from './errors.ts';
import { Analysis } from './models/analysis.ts';
import { settings } from './settings.ts';

/** An analysis with the image that it is of; rights come from the image's project. */
export interface AnalysisOfImage {
  readonly analysis: Analysis;
  readonly image: Image;
  readonly scopeId: string;
}

/** @throws `ml-analysis.disabled` (404) where the feature is switched off. */
export function checkEnabled(): void {
  if (!settings().enabled) throw featureDisabled();
}

/** An analysis, also of a deleted image (it may be restored); null when it or its project is not there. */
export async function findAnalysis(id: string): Promise<AnalysisOfImage | null> {
  checkEnabled();
  const analysis = await Analysis.findByPk(id);
  const image = analysis && (await findImage(analysis.imageId, { includeDeleted: true }));
  return image ? { analysis, image, scopeId: image.projectId } : null;
}

/** An image that new analyses may be made for. */
export async function findLiveImage(id: string): Promise<Image | null> {
  checkEnabled();
  return findImage(id);
}

/** An image whose analyses may be looked at, also a deleted one. */
export async function findAnyImage(id: string): Promise<Image | null> {
  checkEnabled();
  return findImage(id, { includeDeleted: true });
}

/** A project whose images' analyses may be summed up. */
export async function findProjectOfAnalyses(id: string): Promise<Project | null> {
  checkEnabled();
  return findProject(id);
}
