import { invalidInput, pageProperties, route, rows } from '#core';
import { findProject } from '#plugins/projects';
import { findListed, orders } from '../listing.ts';
import type { Order } from '../listing.ts';
import { findImageWithDeleted } from '../public.ts';
import { presentImages } from '../present.ts';
import { imageSchema } from '../schemas.ts';
import { requireShown, withDeleted } from './read.ts';

const sort = {
  enum: orders.flatMap((name) => [name, `-${name}`]) as readonly (Order | `-${Order}`)[],
  description: 'With a minus: descending. Default: oldest first.',
} as const;

export const listImages = route(
  'GET /projects/:project_id/images',
  {
    summary: 'List the images of a project',
    description:
      'Everything is filtered before the page is cut, so pages are full; X-Total-Count says how many there are in all. ' +
      'A project that there is not has no images. `deleted_only` lists by time of deletion, newest first, and does not search.',
    // Rights are asked of the id itself, so that an unknown project and a foreign one look the same.
    subject: async ({ project_id }) => ({ scopeId: project_id }),
    noun: 'Project',
    access: 'images.read',
    query: {
      type: 'object',
      properties: {
        ...pageProperties({ default: 100 }),
        sort,
        include_deleted: { type: 'boolean', default: false },
        deleted_only: { type: 'boolean', default: false },
        search_field: {
          type: 'string',
          maxLength: 255,
          description:
            '`filename`, `content_type`, `uploaded_by`, `metadata` (all of it, keys too), or the name of a metadata key.',
        },
        search_value: { type: 'string', maxLength: 255, description: 'A part of the text, in any case.' },
      },
    },
    response: { type: 'array', items: imageSchema },
  },
  async ({ params, query, may, header }) => {
    for (const name of ['search_field', 'search_value'] as const) {
      if (query[name]?.includes('\0'))
        throw invalidInput([{ pointer: `/query/${name}`, message: 'contains a NUL character' }]);
    }
    const isThere = (await findProject(params.project_id)) !== null;
    const { images, total } = isThere ? await findListed(params.project_id, query) : { images: [], total: 0 };
    header('X-Total-Count', total);
    return presentImages(images, may);
  },
);

const idOrNull = { type: ['string', 'null'] } as const;

export const getNeighbours = route(
  'GET /images/:image_id/neighbours',
  {
    summary: 'The images before and after this one in its project, and its position from 1',
    description:
      'Deleted images are passed over. Asked of one itself, with `include_deleted`, its position is where it would stand.',
    subject: ({ image_id }) => findImageWithDeleted(image_id),
    noun: 'Image',
    access: 'images.read',
    query: { type: 'object', properties: { sort, ...withDeleted.properties } },
    response: {
      type: 'object',
      required: ['previous_id', 'next_id', 'position', 'total'],
      properties: {
        previous_id: idOrNull,
        next_id: idOrNull,
        position: { type: 'integer' },
        total: { type: 'integer' },
      },
    },
  },
  async ({ subject: image, query }) => {
    requireShown(image, query.include_deleted);
    const descends = query.sort?.startsWith('-') ?? false;
    const column = orders.find((name) => name === query.sort?.replace('-', '')) ?? 'created_at';
    // Compared inside the database: JavaScript's dates are coarser than its own.
    const [found] = await rows<{ lower_id: string | null; upper_id: string | null; below: string; total: string }>(
      `with this as (select ${column} as at, id from images where id = $1),
            live as (select i.${column} as at, i.id from images i where i.project_id = $2 and i.deleted_at is null)
       select (select l.id from live l, this t where (l.at, l.id) < (t.at, t.id) order by l.at desc, l.id desc limit 1) as lower_id,
              (select l.id from live l, this t where (l.at, l.id) > (t.at, t.id) order by l.at, l.id limit 1) as upper_id,
              (select count(*) from live l, this t where (l.at, l.id) < (t.at, t.id)) as below,
              (select count(*) from live) as total`,
      [image.id, image.projectId],
    );
    const { lower_id = null, upper_id = null, below = 0, total = 0 } = found ?? {};
    return {
      previous_id: descends ? upper_id : lower_id,
      next_id: descends ? lower_id : upper_id,
      position: descends ? Number(total) - Number(below) + (image.deletedAt ? 1 : 0) : Number(below) + 1,
      total: Number(total),
    };
  },
);
