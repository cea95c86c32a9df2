import { existsSync } from 'node:fs';
import { z } from 'zod';
import { StartFailure } from './errors.ts';
import { weaknessOf } from './secrets.ts';

/** Names and values of environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a process's settings from environment variables.
 * @param shape a zod object whose keys are the variables' names; an empty variable counts as not set
 * @returns the parsed settings, frozen
 * @throws StartFailure that lists every wrong variable with its value and what is allowed
 */
export function readSettings<T extends z.ZodRawShape>(
  shape: z.ZodObject<T>,
  environment: Environment,
): Readonly<z.output<z.ZodObject<T>>> {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  const parsed = shape.safeParse(Object.fromEntries(set));
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '');
    const value = environment[name];
    const shown = value === undefined ? 'not set' : SECRET_NAME.test(name) ? 'set' : `"${value}"`;
    return `  ${name} is ${shown}: ${issue.message}`;
  });
  throw new StartFailure(`These settings are wrong:\n${problems.join('\n')}`);
}

/** Sets the variables of a file, such as .env, that the environment does not set itself; no file is no harm. */
export function loadEnvironmentFile(file: string): void {
  if (existsSync(file)) process.loadEnvFile(file);
}

/** Variables whose value is never printed. */
const SECRET_NAME = /SECRET|TOKEN|PASSWORD|KEY|_URL$/;

/** A secret that is set instead of being kept as a file. Its setting's name is to end so that its value is never printed. */
export const secretText = z.string().superRefine((text, context) => {
  const weakness = weaknessOf(text);
  if (weakness !== null) context.addIssue({ code: 'custom', message: `it ${weakness}` });
});

/** A TCP port, 1 to 65535. */
export const port = z.coerce
  .number('expected a port from 1 to 65535')
  .int('expected a port from 1 to 65535')
  .min(1, 'expected a port from 1 to 65535')
  .max(65_535, 'expected a port from 1 to 65535');

/** Where clients reach a process: the origin of a URL of http or https. */
export const publicUrl = z
  .url({ protocol: /^https?$/, error: 'expected a URL such as https://manuel.example.com' })
  .refine((url) => new URL(url).pathname === '/' && !/[?#]/.test(url), 'expected a URL without a path')
  .transform((url) => new URL(url).origin);

/** A whole number of at least `least`. */
export function wholeNumber(least: number): z.ZodCoercedNumber {
  const expected = `expected a whole number of at least ${least}`;
  return z.coerce.number(expected).int(expected).min(least, expected);
}

/** The settings that every process of Manuel shares. */
export const sharedSettings = {
  MANUEL_DATA_DIR: z.string().default('.manuel'),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'expected a pino level such as info',
    )
    .default('info'),
};
