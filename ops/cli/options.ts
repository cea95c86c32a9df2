import { z } from 'zod';
import { CliFailure } from './failure.ts';

/**
 * Gives options their types.
 * @param options as commander read them
 * @throws CliFailure that names the first wrong one and says what is allowed
 */
export function parseOptions<T>(shape: z.ZodType<T>, options: unknown): T {
  const parsed = shape.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliFailure(2, 'USAGE', `--${String(issue?.path[0])}: ${issue?.message}.`);
}

/** A whole number in a range, given as text. */
export function wholeNumberOption(least: number, most: number): z.ZodCoercedNumber {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.coerce.number(expected).int(expected).min(least, expected).max(most, expected);
}

/** One of a few words, in any case; read as the upper-case word. */
export function wordOption<const Words extends readonly [string, ...string[]]>(words: Words) {
  const expected = `expected ${words.join(', ').toLowerCase()}`;
  return z.string().toUpperCase().pipe(z.enum(words, expected));
}
