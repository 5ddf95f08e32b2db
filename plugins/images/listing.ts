import { cast, col, fn, literal, Op, where } from 'sequelize';
import type { WhereOptions } from 'sequelize';
import { database } from '#core';
import { Image } from './models/image.ts';

/** Columns that lists can be ordered by; each has its index. */
export const orders = ['created_at', 'filename', 'size_bytes'] as const;
export type Order = (typeof orders)[number];

/** What a list is asked for. */
export interface ListQuery {
  skip: number;
  limit: number;
  sort?: Order | `-${Order}` | undefined;
  include_deleted: boolean;
  deleted_only: boolean;
  search_field?: string | undefined;
  search_value?: string | undefined;
}

/** One page of a project's images in a stable order, and how many there are in all. */
export async function findListed(projectId: string, query: ListQuery): Promise<{ images: Image[]; total: number }> {
  const { search_field: field, search_value: value, deleted_only: deletedOnly } = query;
  const conditions: WhereOptions[] = [{ projectId }];
  if (deletedOnly) conditions.push({ deletedAt: { [Op.ne]: null } });
  else if (!query.include_deleted) conditions.push({ deletedAt: null });
  if (field && value && !deletedOnly) conditions.push(containing(field, value));
  const byDeletion = deletedOnly && !query.sort;
  const sort = byDeletion ? '-deleted_at' : (query.sort ?? 'created_at');
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const { rows: images, count: total } = await Image.findAndCountAll({
    where: { [Op.and]: conditions },
    order: [
      [col(`Image.${sort.replace('-', '')}`), direction],
      ['id', direction],
    ],
    offset: query.skip,
    limit: query.limit,
  });
  return { images, total };
}

/** A case-insensitive search for a part of one field; `%` and `_` stand for themselves. */
function containing(field: string, part: string): WhereOptions {
  const like = { [Op.iLike]: `%${part.replace(/[\\%_]/g, '\\$&')}%` };
  if (field === 'filename') return { filename: like };
  if (field === 'content_type') return { contentType: like };
  if (field === 'metadata') return where(cast(col('metadata'), 'text'), like) as unknown as WhereOptions;
  if (field === 'uploaded_by') {
    const pattern = database().escape(like[Op.iLike]);
    return { uploadedById: { [Op.in]: literal(`(select id from core_users where email ilike ${pattern})`) } };
  }
  return where(fn('jsonb_extract_path_text', col('metadata'), field), like) as unknown as WhereOptions;
}
