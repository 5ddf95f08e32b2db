import { randomUUID } from 'node:crypto';
import { notFound, rawRoute, route, rows } from '#core';
import type { Subject } from '#core';
import { checkSigner } from '../allowed-models.ts';
import { artifactFiles, contentTypes, wirePath } from '../artifacts.ts';
import {
  analysisEnded,
  artifactMissing,
  featureDisabled,
  invalidAnalysisInPath,
  invalidArtifactPath,
  modelNotAllowed,
  pathTraversal,
} from '../errors.ts';
import { Artifact } from '../models/artifact.ts';
import { presignedSchema, presignSchema } from '../schemas.ts';
import { settings } from '../settings.ts';
import { checkEnabled, findAnalysis } from '../subjects.ts';
import { isOpen } from '../transitions.ts';
import type { Status } from '../transitions.ts';

export const presignArtifact = route(
  'POST /analyses/:analysis_id/artifacts/presign',
  {
    summary: 'Get an upload URL for a file of an analysis',
    description: 'PUT the file there with its Content-Type alone. The same name again makes a new, empty place for it.',
    subject: ({ analysis_id }) => findAnalysis(analysis_id),
    noun: 'Analysis',
    access: 'ml-analysis.run',
    signed: 'always',
    body: presignSchema,
    response: presignedSchema,
    errors: [featureDisabled, modelNotAllowed, pathTraversal, analysisEnded],
  },
  async ({ subject: { analysis, image }, body, user, origin }) => {
    checkSigner(analysis.modelName, user);
    const { artifact_type: artifactType } = body;
    const filename = body.filename ?? `${artifactType}.bin`;
    if (filename.includes('..')) throw pathTraversal();
    // One at a time for an analysis, so that of two for one name the first's file is known to the second.
    const [held] = await rows<{ status: Status }>('select status from ml_analyses where id = $1 for no key update', [
      analysis.id,
    ]);
    if (!held || !isOpen(held.status)) throw analysisEnded(held?.status ?? 'gone');

    const facts = { artifactType, objectKey: `${image.id}/${randomUUID()}`, contentType: contentTypes[artifactType] };
    const before = await Artifact.findOne({ where: { analysisId: analysis.id, filename } });
    if (before) {
      await artifactFiles.removeOnCommit(before.objectKey);
      await before.update({ ...facts, updatedAt: new Date() });
    } else {
      await Artifact.create({ analysisId: analysis.id, filename, ...facts });
    }
    const { url } = await artifactFiles.presign('PUT', facts.objectKey, {
      expiresIn: settings().presignedUrlExpirySeconds,
      contentType: facts.contentType,
      maxBytes: settings().maxArtifactBytes,
      serverUrl: origin.url,
    });
    return { upload_url: url, storage_path: wirePath({ analysisId: analysis.id, filename }) };
  },
);

const pathQuery = {
  type: 'object',
  required: ['path'],
  properties: {
    path: {
      type: 'string',
      description: 'The storage_path of the artifact.',
      examples: ['ml_outputs/1f2e7b3c-55a0-4c07-a2d4-0f6b0a6c9e11/heatmap.png'],
    },
  },
} as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The artifact that a path names, for somebody who may read its analysis. */
async function findReadable(path: string, may: (permission: string, subject: Subject) => boolean): Promise<Artifact> {
  checkEnabled();
  if (!path.startsWith('ml_outputs/')) throw invalidArtifactPath();
  const [, analysisId = '', ...rest] = path.split('/');
  if (rest.length === 0 || !UUID.test(analysisId)) throw invalidAnalysisInPath();
  const subject = await findAnalysis(analysisId.toLowerCase());
  if (!subject || !may('ml-analysis.read', subject)) throw notFound('Analysis');
  const artifact = await Artifact.findOne({ where: { analysisId: subject.analysis.id, filename: rest.join('/') } });
  if (!artifact) throw artifactMissing();
  return artifact;
}

const answers = (description: string, types: string[]) => ({
  200: { description, types },
  304: { description: 'What the client has is what there is.' },
});
const errors = [featureDisabled, invalidArtifactPath, invalidAnalysisInPath, artifactMissing];

export const readArtifact = rawRoute(
  'GET /ml/artifacts/content',
  {
    summary: 'The bytes of an artifact',
    description: 'Who may read the analysis may read its files. Pictures are shown in place, all else is a download.',
    access: 'signed-in',
    query: pathQuery,
    answers: answers('The file', [...new Set(Object.values(contentTypes))]),
    errors,
  },
  async ({ query, may, ctx }) => {
    const artifact = await findReadable(query.path, may);
    const facts = await artifactFiles.facts(artifact.objectKey);
    if (!facts) throw artifactMissing();
    const place = artifact.contentType.startsWith('image/') ? 'inline' : 'attachment';
    ctx.set('Cache-Control', 'private, max-age=3600');
    ctx.vary('Authorization, Cookie'); // whoever uses the same browser next may not see it
    ctx.set('Content-Security-Policy', "sandbox; default-src 'none'");
    ctx.set('Content-Disposition', `${place}; filename="${artifact.filename}"`);
    ctx.set('ETag', `"${artifact.objectKey.split('/').at(-1) ?? ''}-${facts.size}-${facts.modifiedAt.getTime()}"`);
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.set('Content-Type', artifact.contentType);
    ctx.body = await artifactFiles.read(artifact.objectKey);
    ctx.set('Content-Length', String(facts.size));
  },
);

export const linkArtifact = route(
  'GET /ml/artifacts/download',
  {
    summary: 'A URL that gives the bytes of an artifact to whoever has it, for a while',
    access: 'signed-in',
    query: pathQuery,
    response: {
      type: 'object',
      required: ['url'],
      properties: { url: { type: 'string', examples: ['https://images.example.org/storage/…'] } },
    },
    errors,
  },
  async ({ query, may, origin }) => {
    const artifact = await findReadable(query.path, may);
    const { url } = await artifactFiles.presign('GET', artifact.objectKey, {
      expiresIn: settings().presignedUrlExpirySeconds,
      contentType: artifact.contentType,
      serverUrl: origin.url,
    });
    return { url };
  },
);
