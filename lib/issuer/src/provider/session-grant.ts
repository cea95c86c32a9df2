import type { Database } from '@manuel/database';
import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { SESSION_SECONDS } from '../lifetimes.ts';
import { AccountRepository } from '../repositories/account-repository.ts';
import { SessionRepository } from '../repositories/session-repository.ts';

/**
 * Begins a session when somebody has just signed in, and the provider's grant of the same id with it. Each sign-in has
 * one of its own, so that ending it ends nothing else.
 */
export async function beginSession(ctx: KoaContextWithOIDC, database: Database): Promise<Grant | undefined> {
  const { account, client, result, provider, requestParamOIDCScopes } = ctx.oidc;
  if (result?.login === undefined || account === undefined || client === undefined) return undefined;
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope([...requestParamOIDCScopes].join(' '));
  const id = await grant.save();
  const row = await new AccountRepository(database.fork()).byName(account.accountId);
  if (row === null) return undefined;
  const now = Date.now();
  await new SessionRepository(database.fork()).add({
    ...{ id, account: row.name, workspace: row.workspace, client: client.clientId },
    ...{ createdAt: new Date(now), usedAt: new Date(now) },
    ...{ expiresAt: new Date(now + SESSION_SECONDS * 1000), endedAt: null },
  });
  return grant;
}
