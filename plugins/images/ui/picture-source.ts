import { apiUrl, type ImageJson, type ViewerSource } from '#ui';
import { contentUrl } from './image-actions.ts';

const drawable = /^image\/(jpeg|png|webp|gif|avif)$/;
/** Past this many pixels a browser may fail to hold the whole picture: the large thumbnail stands in for it. */
const mostWholePixels = 100_000_000;
const standInEdge = 1600;

/** What the viewer shows of an image: its tiles once they are built, until then the original where the browser can draw
    it, else a large thumbnail. All have one key, so that swapping keeps the view. */
export function sourceOf(image: ImageJson): ViewerSource {
  const { id, width, height, content_type, deleted_at } = image;
  if (image.state === 'ready' && !deleted_at) return { kind: 'iiif', url: `/iiif/3/${id}/info.json`, key: id };
  const isDrawable = drawable.test(content_type ?? '') && width * height <= mostWholePixels;
  const standIn = apiUrl(`/images/${id}/thumbnail`, {
    width: standInEdge,
    height: standInEdge,
    include_deleted: deleted_at ? true : null,
  });
  return { kind: 'image', url: isDrawable ? contentUrl(image) : standIn, width, height, key: id };
}
