import { randomBytes } from 'node:crypto';
import { Pipeline, PipelineSecret } from './pipeline.ts';
import { seal, unseal } from './sealing.ts';

/** Makes a secret of a pipeline (43 characters of 256 random bits) and keeps it sealed. */
export async function addSecret(pipelineId: string): Promise<{ id: string; secret: string }> {
  const secret = randomBytes(32).toString('base64url');
  const { id } = await PipelineSecret.create({ pipelineId, sealed: seal(secret) });
  return { id, secret };
}

/** What may be told of the secrets of a pipeline, oldest first. */
export async function secretsOf(pipelineId: string): Promise<{ id: string; created_at: string; is_lost: boolean }[]> {
  const found = await PipelineSecret.findAll({ where: { pipelineId }, order: ['createdAt', 'id'] });
  return found.map(({ id, createdAt, sealed }) => ({
    id,
    created_at: createdAt.toISOString(),
    is_lost: unseal(sealed) === null,
  }));
}

/** A key id of at most 64 characters made of a name, which no pipeline has and which isn't `taken`. */
export async function freeKeyId(name: string, taken: string): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_.]+/g, '-')
    .slice(0, 56)
    .replace(/^[-.]+|[-.]+$/g, '');
  const base = plain || 'pipeline';
  for (let n = 1; ; n += 1) {
    const keyId = n === 1 ? base : `${base}-${n}`;
    if (keyId !== taken && (await Pipeline.count({ where: { keyId } })) === 0) return keyId;
  }
}
