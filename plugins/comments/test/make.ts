import type { SendOptions, TestApp } from '#core/testing';
import type { CommentJson } from '../schemas.ts';

/** A comment made through the API. */
export async function makeComment(
  { send }: TestApp,
  imageId: string,
  { text = 'Look at the upper left', ...options }: { text?: string } & Pick<SendOptions, 'as'> = {},
): Promise<CommentJson> {
  const { body } = await send<CommentJson>('POST', `/images/${imageId}/comments`, { body: { text }, ...options });
  return body;
}
