import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

export type { Logger };

type Fields = Record<string, unknown>;

/** Values that never reach a log, wherever they stand. */
const SECRETS = new Set(['authorization', 'cookie', 'token', 'password', 'secret', 'signature']);
const REDACTED = '[redacted]';
/** Deeper values are left out: what is logged is flat, but for errors that carry what they were about. */
const DEEPEST = 5;

/**
 * One process's log: JSON lines on standard error, so that standard output stays for people.
 * @param name the process, such as gateway
 * @param level a pino level
 */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      name,
      level,
      formatters: { log: (entry) => censored(entry, DEEPEST) },
      serializers: {
        err: (error) => shownValue(stdSerializers.err(error), DEEPEST),
        // What a child log is bound to passes no formatter.
        ...Object.fromEntries([...SECRETS].map((key) => [key, () => REDACTED])),
      },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** The object itself when nothing in it is secret, which is nearly always: pino's own redaction copies every entry. */
function censored(entry: Fields, depth: number): Fields {
  let copy: Fields | undefined;
  for (const key of Object.keys(entry)) {
    const value = entry[key];
    const shown = SECRETS.has(key) ? REDACTED : shownValue(value, depth);
    if (shown === value) continue;
    copy ??= { ...entry };
    copy[key] = shown;
  }
  return copy ?? entry;
}

/** Errors are shown by their serializer. */
function shownValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  if (depth === 0) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => shownValue(item, depth - 1));
  // An object's keys may be read whatever they are.
  return censored(value as Fields, depth - 1);
}
