import { connectionParts } from './connection.ts';

/** How long a new connection may take, from whoever asked for it. */
export const CONNECT_DEADLINE_MS = 15_000;

/** Sessions that one process keeps at most, by what they are for. */
export const SESSIONS = { units: 10, cache: 1, jobs: 4, notifications: 1 } as const;

/** A lock that is not had by then is held by somebody who hangs, or whom this one holds up. */
const LOCK_TIMEOUT = { lock_timeout: '10s' };
/** What one request does takes milliseconds; what takes this long is no use to anybody any more. */
const TIMEOUTS = {
  ...LOCK_TIMEOUT,
  statement_timeout: '30s',
  idle_in_transaction_session_timeout: '60s',
};

/**
 * The URL of a service's sessions, each of which begins with the timeouts.
 * @param role whom they act as from their first statement on; without it, whom the URL names
 */
export function serviceUrl(url: string, role?: string): string {
  return withSettings(url, role === undefined ? TIMEOUTS : { ...TIMEOUTS, role });
}

/** The URL of a session that changes the schema: that may take its time, but holds nobody up while it waits. */
export function migrationUrl(url: string): string {
  return withSettings(url, LOCK_TIMEOUT);
}

/** PostgreSQL's own command-line options, after those that the URL has: the last one counts. */
function withSettings(url: string, settings: Readonly<Record<string, string>>): string {
  const { options } = connectionParts(url).driverOptions;
  const added = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const changed = new URL(url);
  changed.searchParams.set('options', [...(options === undefined ? [] : [options]), ...added].join(' '));
  return changed.href;
}
