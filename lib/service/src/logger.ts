import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Values that never reach a log, wherever they stand. */
const SECRETS = ['authorization', 'cookie', 'token', 'password', 'secret', 'signature'];

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
      redact: {
        paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
