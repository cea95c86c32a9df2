import { messageOf } from '@manuel/service';
import { z } from 'zod';

/** Where something listens. */
export interface Host {
  readonly host: string;
  readonly port: number;
}

/** What a URL says of Redis: one server, or whom to ask which server is the one to use. */
export type RedisPlace = {
  /** The server itself, the sentinels, or some nodes of the cluster. */
  readonly hosts: readonly [Host, ...Host[]];
  readonly isEncrypted: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
} & (
  | { readonly kind: 'single' | 'cluster' }
  /** `masterName` is what the sentinels call the master that they watch. */
  | { readonly kind: 'sentinel'; readonly masterName: string }
);

const EXAMPLES =
  'redis://127.0.0.1:6379, redis-sentinel://one:26379,two:26379#mymaster or redis-cluster://one:6379,two:6379';
const SHAPE =
  /^(?<scheme>[^:/]+):\/\/(?:(?<user>[^@/]*)@)?(?<hosts>[^/?#@]+)(?:\/(?<database>[^?#]*))?(?<query>\?[^#]*)?(?:#(?<name>.*))?$/;
const HOST = /^(?:\[(?<address>[^\]]+)\]|(?<name>[^:[\]]+))(?::(?<port>\d+))?$/;
const KINDS = { redis: 'single', 'redis-sentinel': 'sentinel', 'redis-cluster': 'cluster' } as const;
const DEFAULT_PORTS = { single: 6379, sentinel: 26379, cluster: 6379 } as const;

/**
 * Reads `redis://`, `redis-sentinel://` and `redis-cluster://` URLs, with TLS `rediss://`, `rediss-sentinel://` and
 * `rediss-cluster://`; several hosts are parted by commas.
 * @throws Error whose sentence tells what is wrong, without the URL, which may hold a password
 */
export function parseRedisUrl(url: string): RedisPlace {
  const parts = SHAPE.exec(url)?.groups;
  if (parts === undefined) throw new Error(`expected a URL such as ${EXAMPLES}`);
  if (parts.query !== undefined) throw new Error('expected nothing after a ?: no parameters are known');
  const { kind, isEncrypted } = readScheme(parts.scheme ?? '');
  const [first = '', ...others] = (parts.hosts ?? '').split(',');
  const read = (text: string) => readHost(text, DEFAULT_PORTS[kind]);
  const hosts: RedisPlace['hosts'] = [read(first), ...others.map(read)];
  if (kind === 'single' && others.length > 0)
    throw new Error('expected one host: several are of redis-sentinel:// or redis-cluster://');
  const database = readDatabase(parts.database ?? '');
  if (kind === 'cluster' && database !== 0)
    throw new Error('expected no number of a database: a cluster has only 0');
  const place = { hosts, isEncrypted, ...readUser(parts.user), database };
  if (kind === 'sentinel') return { ...place, kind, masterName: readName(parts.name) };
  if (parts.name !== undefined) throw new Error('expected no # and name: only sentinels have a name for it');
  return { ...place, kind };
}

/** The setting REDIS_URL, as text. */
export const redisUrl = z.string().superRefine((url, context) => {
  try {
    parseRedisUrl(url);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});

function readScheme(scheme: string) {
  const plain = scheme.replace(/^rediss/, 'redis');
  if (!Object.hasOwn(KINDS, plain)) throw new Error(`expected a URL such as ${EXAMPLES}`);
  // It is one of them.
  return { kind: KINDS[plain as keyof typeof KINDS], isEncrypted: scheme !== plain };
}

function readHost(text: string, defaultPort: number): Host {
  const parts = HOST.exec(text)?.groups;
  const host = parts?.address ?? parts?.name;
  const port = Number(parts?.port ?? defaultPort);
  if (host === undefined || port < 1 || port > 65_535)
    throw new Error('expected hosts as host or host:port, with ports from 1 to 65535, parted by commas');
  return { host, port };
}

function readDatabase(text: string): number {
  if (!/^\d*$/.test(text)) throw new Error('expected the number of a database after the /');
  return Number(text);
}

function readName(text = ''): string {
  if (text === '')
    throw new Error('expected # and the name that the sentinels have for the master, such as #mymaster');
  return decode(text);
}

function readUser(text = ''): Pick<RedisPlace, 'username' | 'password'> {
  if (text === '') return { username: undefined, password: undefined };
  const [username = '', ...password] = text.split(':');
  if (password.length === 0) throw new Error('expected user:password@ or :password@ before the host');
  return {
    username: username === '' ? undefined : decode(username),
    password: decode(password.join(':')),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('expected a % only before two digits of its encoding: % itself is %25');
  }
}
