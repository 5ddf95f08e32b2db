import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

/**
 * Gives every project its members: the group that it names (made where nobody has, with the creator in it) as managers,
 * the creator as owner. From here on the group may be left out, and follows when the group is renamed or removed.
 */
export async function up(queries: QueryInterface): Promise<void> {
  await queries.changeColumn('projects', 'meta_group_id', { type: DataTypes.STRING(255), allowNull: true });
  const run = (sql: string) => queries.sequelize.query(sql);
  await run(`update projects set meta_group_id = nullif(btrim(meta_group_id), '')`);
  await run(`insert into core_groups (id, name, created_by_id)
    select distinct on (meta_group_id) gen_random_uuid(), meta_group_id, created_by_id
    from projects where meta_group_id is not null order by meta_group_id, created_at, id
    on conflict (name) do nothing`);
  await run(`insert into core_group_members (group_id, user_id, source)
    select distinct g.id, p.created_by_id, 'local' from projects p join core_groups g on g.name = p.meta_group_id
    on conflict do nothing`);
  await run(`insert into core_grants (id, scope_id, group_id, role, granted_by_id)
    select gen_random_uuid(), p.id, g.id, 'manager', p.created_by_id
    from projects p join core_groups g on g.name = p.meta_group_id on conflict do nothing`);
  await run(`insert into core_grants (id, scope_id, user_id, role, granted_by_id)
    select gen_random_uuid(), id, created_by_id, 'owner', created_by_id from projects on conflict do nothing`);
  await queries.addConstraint('projects', {
    type: 'foreign key',
    name: 'projects_meta_group_id_fkey',
    fields: ['meta_group_id'],
    references: { table: 'core_groups', field: 'name' },
    onUpdate: 'CASCADE',
    onDelete: 'SET NULL',
  });
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.removeConstraint('projects', 'projects_meta_group_id_fkey');
  await queries.sequelize.query('delete from core_grants where scope_id in (select id from projects)');
  await queries.sequelize.query(`update projects set meta_group_id = 'project ' || id where meta_group_id is null`);
  await queries.changeColumn('projects', 'meta_group_id', { type: DataTypes.STRING(255), allowNull: false });
}
