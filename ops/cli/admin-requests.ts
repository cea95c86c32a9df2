import { z } from 'zod';
import type { AdminRequest } from './admin-client.ts';

const moment = z.string();
const Account = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  createdAt: moment,
  passwordChangedAt: moment,
  disabledAt: moment.nullable(),
});
export type Account = z.infer<typeof Account>;

const Session = z.object({
  id: z.string(),
  client: z.string(),
  createdAt: moment,
  usedAt: moment,
  expiresAt: moment,
});
export type Session = z.infer<typeof Session>;

const ServiceAccount = z.object({
  name: z.string(),
  callerId: z.string(),
  roles: z.array(z.string()),
  createdBy: z.string(),
  createdAt: moment,
  disabledAt: moment.nullable(),
});
export type ServiceAccount = z.infer<typeof ServiceAccount>;

const Key = z.object({
  id: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  createdBy: z.string(),
  createdAt: moment,
  expiresAt: moment,
  revokedAt: moment.nullable(),
  lastUsedAt: moment.nullable(),
});
export type Key = z.infer<typeof Key>;

/** One page of a list: its items, and where the next one begins. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Null on the last page. */
  readonly next: string | null;
}

/** Asks for one page. @param after where the page before ended; null for the first */
export type PageRequest<Item> = (first: number, after: string | null) => AdminRequest<Listed<Item>>;

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

function pages<Item>(path: string, field: string, item: z.ZodType<Item>): PageRequest<Item> {
  const answer = z
    .object({ pageInfo })
    .catchall(z.unknown())
    .transform((body, problems): Listed<Item> => {
      const items = z.array(item).safeParse(body[field]);
      if (!items.success) {
        problems.addIssue({ code: 'custom', path: [field], message: 'is not as expected' });
        return z.NEVER;
      }
      const { hasNextPage, endCursor } = body.pageInfo;
      return { items: items.data, next: hasNextPage ? endCursor : null };
    });
  return (first, after) => {
    const query = new URLSearchParams({ first: String(first), ...(after !== null && { after }) });
    return { method: 'GET', path: `${path}?${query}`, answer };
  };
}

const nothing = z.null();
const accountPath = (name: string): string => `/accounts/${encodeURIComponent(name)}`;
const servicePath = (name: string): string => `/service-accounts/${encodeURIComponent(name)}`;

export const listAccounts: PageRequest<Account> = pages('/accounts', 'accounts', Account);

export function addAccount(name: string, roles: readonly string[]) {
  const answer = z.object({ account: Account, password: z.string() });
  return { method: 'POST', path: '/accounts', body: { name, roles }, answer } as const;
}

export function setRoles(name: string, roles: readonly string[]) {
  const answer = z.object({ account: Account });
  return { method: 'PUT', path: `${accountPath(name)}/roles`, body: { roles }, answer } as const;
}

export function switchAccount(name: string, verb: 'disable' | 'enable') {
  return {
    method: 'POST',
    path: `${accountPath(name)}/${verb}`,
    answer: z.object({ account: Account }),
  } as const;
}

export function resetPassword(name: string) {
  const answer = z.object({ account: Account, password: z.string() });
  return { method: 'POST', path: `${accountPath(name)}/reset-password`, answer } as const;
}

export function listSessions(account: string) {
  const answer = z.object({ sessions: z.array(Session) });
  return { method: 'GET', path: `${accountPath(account)}/sessions`, answer } as const;
}

export function endSession(account: string, id: string) {
  const path = `${accountPath(account)}/sessions/${encodeURIComponent(id)}`;
  return { method: 'DELETE', path, answer: nothing } as const;
}

export function endSessions(account: string) {
  const answer = z.object({ ended: z.int() });
  return { method: 'DELETE', path: `${accountPath(account)}/sessions`, answer } as const;
}

export const listServiceAccounts: PageRequest<ServiceAccount> = pages(
  '/service-accounts',
  'serviceAccounts',
  ServiceAccount,
);

export function addServiceAccount(name: string, roles: readonly string[]) {
  const answer = z.object({ serviceAccount: ServiceAccount });
  return { method: 'POST', path: '/service-accounts', body: { name, roles }, answer } as const;
}

export function switchServiceAccount(name: string, verb: 'disable' | 'enable') {
  const answer = z.object({ serviceAccount: ServiceAccount });
  return { method: 'POST', path: `${servicePath(name)}/${verb}`, answer } as const;
}

export function listKeys(account: string): PageRequest<Key> {
  return pages(`${servicePath(account)}/keys`, 'keys', Key);
}

/** @param wish what is not given is as the gateway has it: all scopes of the account's roles, and 90 days */
export function addKey(account: string, wish: { scopes?: readonly string[]; days?: number }) {
  const answer = z.object({ key: Key, apiKey: z.string(), signingSecret: z.string() });
  return { method: 'POST', path: `${servicePath(account)}/keys`, body: wish, answer } as const;
}

export function revokeKey(account: string, id: string) {
  const path = `${servicePath(account)}/keys/${encodeURIComponent(id)}`;
  return { method: 'DELETE', path, answer: nothing } as const;
}
