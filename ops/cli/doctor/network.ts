import { once } from 'node:events';
import { connect } from 'node:net';
import { type Host, parseRedisUrl } from '@manuel/cache/redis-url';
import { hostOf, messageOf } from '@manuel/service';
import { z } from 'zod';
import { type Finding, failed, ok, warning } from './finding.ts';

const DEADLINE_MS = 2_000;

const Live = z.object({ status: z.literal('ok') });

/**
 * Whether a port of this machine is free, or Manuel answers there.
 * @param needed false when only a start as several processes would miss it
 */
export async function checkPort(port: number, needed: boolean): Promise<Finding> {
  const name = `port ${port}`;
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/live`, {
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (Live.safeParse(await response.json()).success) return ok(name, 'Manuel answers');
  } catch (error) {
    if (isRefusal(error)) return ok(name, 'free');
  }
  return needed
    ? failed(name, 'taken by another program: stop that, or set PORT to another port')
    : warning(name, 'taken by another program: it is needed when each subgraph is a process of its own');
}

/**
 * Whether something listens where a URL points. The URL itself is never shown: it may hold a password.
 * @param variable the environment variable that the URL is from
 * @param withoutUrl what is used when it is not set
 */
export async function checkReachable(
  name: string,
  variable: string,
  url: string | undefined,
  defaultPort: number,
  withoutUrl: string,
): Promise<Finding> {
  if (url === undefined) return ok(name, `${variable} is not set: ${withoutUrl}`);
  if (!URL.canParse(url) || new URL(url).hostname === '') {
    return failed(name, `${variable} names no host: it should be like ${name.toLowerCase()}://host:port`);
  }
  const parsed = new URL(url);
  const { hostname, port } = parsed;
  const place = `${hostname}:${port || defaultPort}`;
  try {
    await knock(hostOf(parsed), Number(port || defaultPort));
    return ok(name, `something listens at ${place}`);
  } catch (error) {
    return failed(
      name,
      `nothing answers at ${place} (${messageOf(error)}): start it there, or correct ${variable}`,
    );
  }
}

/** Whether something listens where REDIS_URL points; of sentinels and of a cluster's nodes one is enough. */
export async function checkRedis(url: string | undefined): Promise<Finding> {
  const name = 'Redis';
  if (url === undefined) return ok(name, 'REDIS_URL is not set: the cache is kept in memory');
  let hosts: readonly Host[];
  try {
    hosts = parseRedisUrl(url).hosts;
  } catch (error) {
    return failed(name, `REDIS_URL is wrong: ${messageOf(error)}`);
  }
  const [there, away]: [string[], string[]] = [[], []];
  for (const { host, port } of hosts) {
    const place = `${host}:${port}`;
    await knock(host, port).then(
      () => there.push(place),
      (error: unknown) => away.push(`${place} (${messageOf(error)})`),
    );
  }
  if (away.length === 0) return ok(name, `something listens at ${there.join(', ')}`);
  const silence = `nothing answers at ${away.join(', ')}`;
  return there.length === 0
    ? failed(name, `${silence}: start it there, or correct REDIS_URL`)
    : warning(name, `${silence}, but at ${there.join(', ')}`);
}

async function knock(host: string, port: number): Promise<void> {
  const socket = connect({ host, port });
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    throw signal.aborted ? new Error(`no answer within ${DEADLINE_MS / 1000} s`) : error;
  } finally {
    socket.destroy();
  }
}

function isRefusal(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
