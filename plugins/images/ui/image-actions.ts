import { api, clearActivity, formatCount, reportActivity, sentenceOf, toast, type ImageJson } from '#ui';

const atOnce = 6;

/** The least a reason for deleting must say, in characters; the server holds to the same. */
export const leastReason = 10;

/** Deletes images, recoverably, for a reason, and offers to take it back. Answers those that are deleted now. */
export async function deleteImages(images: readonly ImageJson[], reason: string): Promise<ImageJson[]> {
  const { done, failure } = await forEach(images, 'Deleting', ({ project_id, id }) =>
    api.del<ImageJson>(`/projects/${project_id}/images/${id}`, { reason }),
  );
  if (failure)
    toast({
      text: `${formatCount(images.length - done.length, 'image')} could not be deleted. ${failure}`,
      tone: 'danger',
    });
  if (done.length > 0) {
    const text =
      done.length === 1 ? `“${done[0]?.filename}” is deleted.` : `${formatCount(done.length, 'image')} deleted.`;
    toast({ text, action: { title: 'Undo', run: () => restoreImages(done) } });
  }
  return done;
}

/** Restores deleted images; answers those that are back. */
export async function restoreImages(images: readonly ImageJson[]): Promise<ImageJson[]> {
  const { done, failure } = await forEach(images, 'Restoring', ({ project_id, id }) =>
    api.post<ImageJson>(`/projects/${project_id}/images/${id}/restore`),
  );
  if (failure)
    toast({
      text: `${formatCount(images.length - done.length, 'image')} could not be restored. ${failure}`,
      tone: 'danger',
    });
  else
    toast({
      text: done.length === 1 ? `“${done[0]?.filename}” is back.` : `${formatCount(done.length, 'image')} restored.`,
      tone: 'success',
    });
  return done;
}

/** Asks for a failed picture to be prepared again. */
export function rebuildImage(id: string): Promise<ImageJson> {
  return api.post(`/images/${id}/rebuild`);
}

/** Where an image's original is, to be shown or kept. */
export function contentUrl(image: ImageJson): string {
  return `/api/images/${image.id}/content${image.deleted_at ? '?include_deleted=true' : ''}`;
}

const betweenDownloadsMs = 350;

/** Lets the browser keep the originals, one file after another. */
export async function downloadImages(images: readonly ImageJson[]): Promise<void> {
  for (const [index, image] of images.entries()) {
    const link = document.createElement('a');
    link.href = contentUrl(image);
    link.download = image.filename;
    link.click();
    if (index < images.length - 1) await new Promise((resolve) => setTimeout(resolve, betweenDownloadsMs));
  }
}

/** Runs an action on each image, a few at once; work on many shows in the activity list. The first failure's sentence
    is kept and the others go on. */
async function forEach(images: readonly ImageJson[], verb: string, act: (image: ImageJson) => Promise<ImageJson>) {
  const id = `images.${verb.toLowerCase()}`;
  const waiting = [...images];
  const done: ImageJson[] = [];
  let failure = '';
  const work = async (): Promise<void> => {
    for (let image = waiting.shift(); image; image = waiting.shift()) {
      try {
        done.push(await act(image));
      } catch (error) {
        failure ||= sentenceOf(error);
      }
      if (images.length > atOnce) {
        const detail = `${done.length} of ${images.length} images`;
        reportActivity({ id, title: verb, detail, progress: done.length / images.length, state: 'running' });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  clearActivity(id);
  return { done, failure };
}
