import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

export type { Logger };

type Fields = Record<string, unknown>;

/** Names of values that never reach a log, wherever they stand: `x-api-key`, `refreshToken`, `set-cookie` and the like. */
const SECRET_NAME =
  /(?:authorization|cookie|token|password|passphrase|secret|signature|(?:api|private)[-_]?key|manuel-origin)$/i;
/** Those of them that a child log may be bound to, where pino asks by whole names alone. */
const BOUND = [
  ...['authorization', 'cookie', 'set-cookie', 'token', 'accessToken', 'refreshToken', 'password', 'secret'],
  ...['signature', 'apiKey', 'x-api-key'],
];
/** What is secret by its looks, in the middle of a sentence: what follows a scheme, a JWT, an API key, a URL's password, a ticket. */
const SECRET_TEXT =
  /\b(?<scheme>Bearer|Basic|DPoP) +[\w.~+/=-]+|\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=\bmk_live_\w{8}_)\w+|(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)|(?<=[?&](?:\w*token|signature|secret|password)=)[^\s&"]+/gi;
/** Shorter texts are names and ids. */
const LEAST_TEXT_LENGTH = 24;
/** Longer ones are cut: somebody may have sent them, and a search in them takes its time. */
const MOST_TEXT_LENGTH = 8_192;
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
        ...Object.fromEntries(BOUND.map((key) => [key, () => REDACTED])),
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
    const shown = SECRET_NAME.test(key) ? REDACTED : shownValue(value, depth);
    if (shown === value) continue;
    copy ??= { ...entry };
    copy[key] = shown;
  }
  return copy ?? entry;
}

/** Errors are shown by their serializer. */
function shownValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shownText(value);
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  if (depth === 0) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => shownValue(item, depth - 1));
  // An object's keys may be read whatever they are.
  return censored(value as Fields, depth - 1);
}

function shownText(text: string): string {
  if (text.length < LEAST_TEXT_LENGTH) return text;
  const told = text.length > MOST_TEXT_LENGTH ? `${text.slice(0, MOST_TEXT_LENGTH)}…` : text;
  return told.replace(SECRET_TEXT, (_secret, scheme?: string) =>
    typeof scheme === 'string' ? `${scheme} ${REDACTED}` : REDACTED,
  );
}
