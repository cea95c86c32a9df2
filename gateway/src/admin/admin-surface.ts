import { AccountDesk, type Issuer, KeyDesk, type Note, ServiceAccountDesk } from '@manuel/issuer';
import type { FastifyPluginAsync } from 'fastify';
import type { Identify } from '../pipeline/identification.ts';
import { adminRoutes } from './admin-routes.ts';

export interface AdminSurfaceOptions {
  readonly identify: Identify;
  /** Makes each deed an audit entry. */
  readonly note: Note;
  readonly issuer: Issuer;
  readonly apiKeySecret: string;
}

/** The routes below `/admin`, which change what the issuer in the box keeps. */
export function adminSurface(options: AdminSurfaceOptions): FastifyPluginAsync {
  const { identify, note, issuer, apiKeySecret: installationSecret } = options;
  const { database, sessions } = issuer;
  return adminRoutes({
    ...{ identify, note, sessions },
    accounts: new AccountDesk({ database, note, endSessions: (owner) => sessions.endAll(owner) }),
    serviceAccounts: new ServiceAccountDesk(database, note),
    keys: new KeyDesk({ database, note, installationSecret }),
  });
}
