import { UniqueConstraintError } from 'sequelize';
import { randomUUID } from 'node:crypto';
import { accessChanged } from '../auth/access-changes.ts';
import type { Identity } from '../auth/identity.ts';
import { ADMINISTER } from '../auth/limits.ts';
import type { BuiltInPipeline } from '../auth/open.ts';
import { addSecret, freeKeyId, secretsOf } from '../auth/pipeline-secrets.ts';
import { Pipeline, PipelineSecret } from '../auth/pipeline.ts';
import { missingScope } from '../auth/scopes.ts';
import { User } from '../auth/user.ts';
import {
  invalidInput,
  keyIdTaken,
  lastPipelineSecret,
  notFound,
  pipelineBuiltIn,
  pipelineExists,
  twoPipelineSecrets,
} from '../errors.ts';
import { route } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { madeSecretSchema, newPipelineSchema, pipelineChangeSchema, pipelineSchema } from './pipeline-schemas.ts';
import type { PipelineJson } from './pipeline-schemas.ts';

interface Found {
  readonly scopeId: null;
  readonly pipeline: Pipeline | null;
  readonly user: User;
}

/** The routes by which administrators keep the register of pipelines. */
export function pipelineRoutes(builtIn: BuiltInPipeline): Route[] {
  const access = ADMINISTER;

  const find = async (id: string): Promise<Found | null> => {
    const pipeline = await Pipeline.findByPk(id);
    const own = pipeline ? null : await builtIn.find();
    const userId = pipeline?.userId ?? (own?.userId === id ? id : null);
    const user = userId === null ? null : await User.findByPk(userId);
    return user && { scopeId: null, pipeline, user };
  };
  const common = { access, noun: 'Pipeline', subject: ({ pipeline_id }: { pipeline_id: string }) => find(pipeline_id) };

  const listPipelines = route(
    'GET /pipelines',
    {
      summary: 'List the pipelines, the built-in one first',
      access,
      response: { type: 'array', items: pipelineSchema },
    },
    async () => {
      const own = await builtIn.find();
      const user = own && (await User.findByPk(own.userId, { rejectOnEmpty: true }));
      const others = await Pipeline.findAll({ order: ['name'] });
      const shown = await Promise.all(others.map(present));
      return user ? [presentBuiltIn(user, builtIn.keyId), ...shown] : shown;
    },
  );

  const createPipeline = route(
    'POST /pipelines',
    {
      summary: 'Register a pipeline; its secret is shown this once',
      access,
      body: newPipelineSchema,
      response: {
        type: 'object',
        required: ['pipeline', 'secret'],
        properties: { pipeline: pipelineSchema, secret: { type: 'string' } },
      },
      status: 201,
      answersSecret: true,
      errors: [pipelineExists, keyIdTaken],
    },
    async ({ body, user }) => {
      const keyId = body.key_id ?? (await freeKeyId(body.name, builtIn.keyId));
      if (keyId === builtIn.keyId) throw keyIdTaken(keyId);
      const projectIds = await checkedProjects(body.project_ids, user);
      const id = randomUUID();
      const now = new Date();
      const email = `pipeline+${id}@pipelines.invalid`;
      const actor = await User.create({ email, kind: 'pipeline', username: body.name, createdAt: now });
      const pipeline = await Pipeline.create({
        id,
        userId: actor.id,
        name: body.name,
        keyId,
        allowedModels: body.allowed_models ?? null,
        projectIds,
        createdById: user.id,
      }).catch(asTaken(body.name, keyId));
      const { secret } = await addSecret(id);
      await accessChanged(actor.id);
      return { pipeline: await present(pipeline), secret };
    },
  );

  const changePipeline = route(
    'PATCH /pipelines/:pipeline_id',
    {
      ...common,
      summary: 'Rename, limit, deactivate or activate a pipeline; it takes effect at once',
      body: pipelineChangeSchema,
      response: pipelineSchema,
      errors: [pipelineExists, pipelineBuiltIn],
    },
    async ({ subject, body, user: administrator }) => {
      const { pipeline, user } = registered(subject);
      const projectIds = await checkedProjects(body.project_ids, administrator);
      const updatedAt = new Date();
      await pipeline
        .update({
          ...(body.name === undefined ? {} : { name: body.name }),
          ...(body.allowed_models === undefined ? {} : { allowedModels: body.allowed_models }),
          ...(body.project_ids === undefined ? {} : { projectIds }),
          updatedAt,
        })
        .catch(asTaken(body.name ?? '', pipeline.keyId));
      await user.update({
        ...(body.name === undefined ? {} : { username: body.name }),
        ...(body.is_active === undefined ? {} : { isActive: body.is_active }),
        updatedAt,
      });
      await accessChanged(user.id);
      return present(pipeline);
    },
  );

  const createPipelineSecret = route(
    'POST /pipelines/:pipeline_id/secrets',
    {
      ...common,
      summary: 'Give a pipeline a second secret, so that the first can be replaced; it is shown this once',
      response: madeSecretSchema,
      status: 201,
      answersSecret: true,
      errors: [twoPipelineSecrets, pipelineBuiltIn],
    },
    async ({ subject }) => {
      const { pipeline, user } = registered(subject);
      await Pipeline.findByPk(pipeline.id, { lock: true });
      if ((await PipelineSecret.count({ where: { pipelineId: pipeline.id } })) >= 2) throw twoPipelineSecrets();
      const made = await addSecret(pipeline.id);
      await accessChanged(user.id);
      return { id: made.id, secret: made.secret };
    },
  );

  const deletePipelineSecret = route(
    'DELETE /pipelines/:pipeline_id/secrets/:secret_id',
    {
      ...common,
      summary: 'Remove a secret of a pipeline; what it signs is refused at once',
      response: null,
      errors: [lastPipelineSecret, pipelineBuiltIn],
    },
    async ({ subject, params }) => {
      const { pipeline, user } = registered(subject);
      await Pipeline.findByPk(pipeline.id, { lock: true });
      const secrets = await PipelineSecret.findAll({ where: { pipelineId: pipeline.id } });
      const secret = secrets.find(({ id }) => id === params.secret_id);
      if (!secret) throw notFound('Secret');
      if (secrets.length === 1) throw lastPipelineSecret();
      await secret.destroy();
      await accessChanged(user.id);
    },
  );

  return [listPipelines, createPipeline, changePipeline, createPipelineSecret, deletePipelineSecret];
}

function registered({ pipeline, user }: Found): { pipeline: Pipeline; user: User } {
  if (!pipeline) throw pipelineBuiltIn();
  return { pipeline, user };
}

const asTaken =
  (name: string, keyId: string) =>
  (error: unknown): never => {
    if (!(error instanceof UniqueConstraintError)) throw error;
    throw 'key_id' in error.fields ? keyIdTaken(keyId) : pipelineExists(name);
  };

async function checkedProjects(given: readonly string[] | null | undefined, user: Identity): Promise<string[] | null> {
  if (!given) return null;
  const ids = given.map((id) => id.toLowerCase());
  const missing = await missingScope(user, ids);
  if (missing === undefined) return ids;
  const pointer = `/body/project_ids/${ids.indexOf(missing)}`;
  throw invalidInput([{ pointer, message: `is ${missing}, a project that there is not` }]);
}

async function present(pipeline: Pipeline): Promise<PipelineJson> {
  const { isActive } = await User.findByPk(pipeline.userId, { attributes: ['isActive'], rejectOnEmpty: true });
  return {
    id: pipeline.id,
    name: pipeline.name,
    key_id: pipeline.keyId,
    is_active: isActive,
    is_built_in: false,
    allowed_models: pipeline.allowedModels && [...pipeline.allowedModels],
    project_ids: pipeline.projectIds && [...pipeline.projectIds],
    secrets: await secretsOf(pipeline.id),
    created_at: pipeline.createdAt.toISOString(),
    updated_at: pipeline.updatedAt?.toISOString() ?? null,
  };
}

const presentBuiltIn = ({ id, isActive, createdAt }: User, keyId: string): PipelineJson => ({
  id,
  name: keyId,
  key_id: keyId,
  is_active: isActive,
  is_built_in: true,
  allowed_models: null,
  project_ids: null,
  secrets: [],
  created_at: createdAt.toISOString(),
  updated_at: null,
});
