import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { inTransaction, rows } from '../database/connection.ts';
import { accessChanged } from './access-changes.ts';

/** People who get roles together. Projects name one in `meta_group_id`. */
export class Group extends Model<InferAttributes<Group>, InferCreationAttributes<Group>> {
  declare id: CreationOptional<string>;
  declare name: string;
  declare createdById: CreationOptional<string | null>;
  declare createdAt: CreationOptional<Date>;

  static define(sequelize: Sequelize) {
    return Group.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        name: { type: DataTypes.STRING(255), allowNull: false },
        createdById: { type: DataTypes.UUID, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      { sequelize, modelName: 'Group', tableName: 'core_groups', underscored: true, timestamps: false },
    );
  }
}

/** That somebody is in a group, by whose word: `local`, or the name of a provider. */
export class GroupMember extends Model<InferAttributes<GroupMember>, InferCreationAttributes<GroupMember>> {
  declare groupId: string;
  declare userId: string;
  declare source: CreationOptional<string>;
  declare createdAt: CreationOptional<Date>;

  static define(sequelize: Sequelize) {
    return GroupMember.init(
      {
        groupId: { type: DataTypes.UUID, primaryKey: true },
        userId: { type: DataTypes.UUID, primaryKey: true },
        source: { type: DataTypes.STRING(64), primaryKey: true, defaultValue: 'local' },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      { sequelize, modelName: 'GroupMember', tableName: 'core_group_members', underscored: true, timestamps: false },
    );
  }
}

/** The group of a name, made if there is none; names are compared trimmed, case counts. */
export async function provideGroup(
  name: string,
  createdById: string | null = null,
): Promise<{ group: Group; isNew: boolean }> {
  const wanted = name.trim();
  const found = await Group.findOne({ where: { name: wanted } });
  if (found) return { group: found, isNew: false };
  const group = Group.build({ name: wanted, createdById });
  await Group.bulkCreate([group.get()], { ignoreDuplicates: true });
  const made = await Group.findOne({ where: { name: wanted }, rejectOnEmpty: true });
  return { group: made, isNew: made.id === group.id };
}

/** The group of a name, compared as `provideGroup` does; null when nobody has made it. */
export const findGroup = (name: string): Promise<Group | null> => Group.findOne({ where: { name: name.trim() } });

/** Whether somebody is in a group, by whose word ever. */
export const isInGroup = async (groupId: string, userId: string): Promise<boolean> =>
  (await GroupMember.count({ where: { groupId, userId } })) > 0;

/** Puts somebody into a group by this provider's word (default: our own). */
export async function joinGroup(groupId: string, userId: string, source = 'local'): Promise<void> {
  await GroupMember.bulkCreate([{ groupId, userId, source }], { ignoreDuplicates: true });
  await accessChanged(userId);
}

/**
 * Makes the groups that a provider says somebody is in the ones that it said; memberships by other providers' word or
 * our own stay. Groups that nobody has made yet are made; one that somebody made who is no administrator is theirs to
 * change no longer. Answers at once when nothing is new.
 */
export async function syncGroups(userId: string, source: string, names: readonly string[]): Promise<void> {
  const wanted = [...new Set(names.map((name) => name.trim()).filter((name) => name && name.length <= 255))].sort();
  const known = await rows<{ name: string }>(
    `select g.name from core_group_members m join core_groups g on g.id = m.group_id
     where m.user_id = $1 and m.source = $2 order by g.name collate "C"`,
    [userId, source],
  );
  if (known.length === wanted.length && known.every(({ name }) => wanted.includes(name))) return;
  await inTransaction(async () => {
    const ids: string[] = [];
    for (const name of wanted) ids.push((await provideGroup(name)).group.id);
    await rows('delete from core_group_members where user_id = $1 and source = $2 and not group_id = any($3::uuid[])', [
      userId,
      source,
      ids,
    ]);
    // A name that somebody took here before the provider brought it: whom they let in are not the provider's people.
    const taken = await rows<{ id: string }>(
      `update core_groups set created_by_id = null
       where id = any($1::uuid[]) and created_by_id in (select id from core_users where not is_administrator)
       returning id`,
      [ids],
    );
    if (taken.length > 0) {
      await rows(`delete from core_group_members where source = 'local' and group_id = any($1::uuid[])`, [
        taken.map(({ id }) => id),
      ]);
      await accessChanged(null);
    }
    await GroupMember.bulkCreate(
      ids.map((groupId) => ({ groupId, userId, source })),
      { ignoreDuplicates: true },
    );
    await accessChanged(userId);
  });
}
