import { DataTypes } from 'sequelize';
import type { ModelAttributeColumnOptions, QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  const now = queries.sequelize.literal('now()');
  const id = { id: { type: DataTypes.UUID, primaryKey: true } };
  const created = { created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now } };
  const updated = { updated_at: { type: DataTypes.DATE, allowNull: true } };
  const to = (model: string, onDelete: 'CASCADE' | 'SET NULL'): ModelAttributeColumnOptions => ({
    type: DataTypes.UUID,
    allowNull: onDelete === 'SET NULL',
    references: { model, key: 'id' },
    onDelete,
  });
  const user = to('core_users', 'CASCADE');
  const maker = to('core_users', 'SET NULL');
  const hash = { type: DataTypes.BLOB, allowNull: false, unique: true };

  await queries.createTable('core_groups', {
    ...id,
    name: { type: DataTypes.STRING(255), allowNull: false, unique: true },
    created_by_id: maker,
    ...created,
  });
  await queries.createTable('core_group_members', {
    group_id: { ...to('core_groups', 'CASCADE'), primaryKey: true },
    user_id: { ...user, primaryKey: true },
    // Which way in says so: 'local', or the provider whose word it is.
    source: { type: DataTypes.STRING(64), primaryKey: true },
    ...created,
  });
  await queries.addIndex('core_group_members', ['user_id']);

  // Roles of people and groups on what is shared, such as projects.
  await queries.createTable('core_grants', {
    ...id,
    scope_id: { type: DataTypes.UUID, allowNull: false },
    user_id: { ...user, allowNull: true },
    group_id: { ...to('core_groups', 'CASCADE'), allowNull: true },
    role: { type: DataTypes.STRING(16), allowNull: false },
    granted_by_id: maker,
    ...created,
    ...updated,
  });
  await queries.sequelize.query(
    'alter table core_grants add constraint core_grants_one_holder check (num_nonnulls(user_id, group_id) = 1)',
  );
  await queries.addIndex('core_grants', ['scope_id', 'user_id'], { unique: true });
  await queries.addIndex('core_grants', ['scope_id', 'group_id'], { unique: true });
  await queries.addIndex('core_grants', ['user_id']);
  await queries.addIndex('core_grants', ['group_id']);

  await queries.createTable('core_passwords', {
    user_id: { ...user, primaryKey: true },
    hash: { type: DataTypes.STRING(255), allowNull: false },
    changed_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
  });
  await queries.createTable('core_sessions', {
    ...id,
    user_id: user,
    hash,
    via: { type: DataTypes.STRING(64), allowNull: false },
    device: { type: DataTypes.STRING(255), allowNull: false },
    address: { type: DataTypes.STRING(64), allowNull: false },
    ...created,
    last_seen_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
    expires_at: { type: DataTypes.DATE, allowNull: false },
  });
  await queries.addIndex('core_sessions', ['user_id']);
  await queries.addIndex('core_sessions', ['expires_at']);

  // Invitations and resets that are on their way to people.
  await queries.createTable('core_links', {
    ...id,
    user_id: user,
    purpose: { type: DataTypes.STRING(16), allowNull: false },
    hash,
    created_by_id: maker,
    ...created,
    expires_at: { type: DataTypes.DATE, allowNull: false },
    used_at: { type: DataTypes.DATE, allowNull: true },
  });
  await queries.addIndex('core_links', ['user_id']);

  // Who somebody is elsewhere: OpenID Connect issuer and subject, or the like.
  await queries.createTable('core_identities', {
    ...id,
    user_id: user,
    issuer: { type: DataTypes.STRING(512), allowNull: false },
    subject: { type: DataTypes.STRING(255), allowNull: false },
    ...created,
  });
  await queries.addIndex('core_identities', ['issuer', 'subject'], { unique: true });
  await queries.addIndex('core_identities', ['user_id']);

  await queries.addColumn('core_api_keys', 'scopes', {
    type: DataTypes.JSONB,
    allowNull: false,
    defaultValue: ['read', 'write'],
  });
  await queries.addColumn('core_api_keys', 'project_ids', { type: DataTypes.JSONB, allowNull: true });
  await queries.addColumn('core_api_keys', 'expires_at', { type: DataTypes.DATE, allowNull: true });

  await queries.createTable('core_pipelines', {
    ...id,
    user_id: { ...user, unique: true },
    name: { type: DataTypes.STRING(255), allowNull: false, unique: true },
    key_id: { type: DataTypes.STRING(64), allowNull: false, unique: true },
    allowed_models: { type: DataTypes.JSONB, allowNull: true },
    project_ids: { type: DataTypes.JSONB, allowNull: true },
    created_by_id: maker,
    ...created,
    ...updated,
  });
  await queries.createTable('core_pipeline_secrets', {
    ...id,
    pipeline_id: to('core_pipelines', 'CASCADE'),
    sealed: { type: DataTypes.BLOB, allowNull: false },
    ...created,
  });
  await queries.addIndex('core_pipeline_secrets', ['pipeline_id']);

  // Counted tries, such as of passwords; shared by all processes.
  await queries.createTable('core_throttles', {
    key: { type: DataTypes.STRING(128), primaryKey: true },
    count: { type: DataTypes.INTEGER, allowNull: false },
    resets_at: { type: DataTypes.DATE, allowNull: false },
  });
}

export async function down(queries: QueryInterface): Promise<void> {
  for (const table of [
    'core_throttles',
    'core_pipeline_secrets',
    'core_pipelines',
    'core_identities',
    'core_links',
    'core_sessions',
    'core_passwords',
    'core_grants',
    'core_group_members',
    'core_groups',
  ]) {
    await queries.dropTable(table);
  }
  for (const column of ['scopes', 'project_ids', 'expires_at']) await queries.removeColumn('core_api_keys', column);
}
