import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { openTransaction } from '../database/connection.ts';
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

// Grants of a transaction that has not committed yet: what it answers must count them already.
const fresh = new WeakMap<object, Map<string, Role>>();

/** Gives a role on a scope, in place of the one that they had there. Call it in the transaction of the change. */
export async function grantRole(scopeId: string, holder: Holder, role: GrantedRole, byId: string): Promise<Grant> {
  const had = await Grant.findOne({ where: { scopeId, ...holder }, lock: true });
  const grant = had
    ? await had.update({ role, updatedAt: new Date() })
    : await Grant.create({ scopeId, ...holder, role, grantedById: byId });
  const transaction = openTransaction();
  if ('userId' in holder && transaction) {
    const mine = fresh.get(transaction) ?? new Map<string, Role>();
    fresh.set(transaction, mine.set(`${holder.userId} ${scopeId}`, role));
  }
  await accessChanged('userId' in holder ? holder.userId : null);
  return grant;
}

/** Takes the role of somebody on a scope away. */
export async function revokeRole(grant: Grant): Promise<void> {
  await grant.destroy();
  await accessChanged(grant.userId);
}

/** A role that was given in the transaction that is open here. */
export function freshRole(userId: string, scopeId: string): Role | undefined {
  const transaction = openTransaction();
  return transaction && fresh.get(transaction)?.get(`${userId} ${scopeId}`);
}
