import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { openTransaction, rows } from '../database/connection.ts';
import { roles } from '../plugins/contract.ts';
import type { Role } from '../plugins/contract.ts';
import { accessChanged } from './access-changes.ts';

/** The roles that can be given on a scope. */
export type GrantedRole = Exclude<Role, 'pipeline' | 'member'>;

/** That a person or a group has a role on a scope, such as a project. */
export class Grant extends Model<InferAttributes<Grant>, InferCreationAttributes<Grant>> {
  declare id: CreationOptional<string>;
  declare scopeId: string;
  declare userId: CreationOptional<string | null>;
  declare groupId: CreationOptional<string | null>;
  declare role: GrantedRole;
  declare grantedById: CreationOptional<string | null>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return Grant.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        scopeId: { type: DataTypes.UUID, allowNull: false },
        userId: { type: DataTypes.UUID, allowNull: true },
        groupId: { type: DataTypes.UUID, allowNull: true },
        role: { type: DataTypes.STRING(16), allowNull: false },
        grantedById: { type: DataTypes.UUID, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'Grant', tableName: 'core_grants', underscored: true, timestamps: false },
    );
  }
}

/** Who holds a role: one person or one group. */
export type Holder = { userId: string } | { groupId: string };

// Roles as a transaction that has not committed yet leaves them: what it answers must count them already.
const fresh = new WeakMap<object, Map<string, Role>>();

const byRank = roles.map((role) => `'${role}'`).join(', ');

/** Gives a role on a scope, in place of the one that they had there. Call it in the transaction of the change. */
export async function grantRole(scopeId: string, holder: Holder, role: GrantedRole, byId: string): Promise<Grant> {
  const had = await Grant.findOne({ where: { scopeId, ...holder }, lock: true });
  const grant = had
    ? await had.update({ role, updatedAt: new Date() })
    : await Grant.create({ scopeId, ...holder, role, grantedById: byId });
  await noteFresh(scopeId, byId);
  await accessChanged('userId' in holder ? holder.userId : null);
  return grant;
}

/** Notes the best role on a scope, own or by a group, of the one whose request is being answered. */
async function noteFresh(scopeId: string, userId: string): Promise<void> {
  const transaction = openTransaction();
  if (!transaction) return;
  const [best] = await rows<{ role: Role }>(
    `select role from core_grants where scope_id = $1 and (user_id = $2
       or group_id in (select group_id from core_group_members where user_id = $2))
     order by array_position(array[${byRank}], role::text) desc limit 1`,
    [scopeId, userId],
  );
  if (!best) return;
  const mine = fresh.get(transaction) ?? new Map<string, Role>();
  fresh.set(transaction, mine.set(`${userId} ${scopeId}`, best.role));
}

/** Takes the role of somebody on a scope away. */
export async function revokeRole(grant: Grant): Promise<void> {
  await grant.destroy();
  await accessChanged(grant.userId);
}

/** The role of somebody on a scope where the transaction that is open here has given roles by their hand. */
export function freshRole(userId: string, scopeId: string): Role | undefined {
  const transaction = openTransaction();
  return transaction && fresh.get(transaction)?.get(`${userId} ${scopeId}`);
}
