import { ROLES, SCOPES } from '@manuel/identity';
import { isName, KEY_DAYS, NAME_RULE } from '@manuel/issuer';
import { InvalidInput } from '@manuel/service';
import { type Order, type Page, pageOf } from '@manuel/subgraph';
import { z } from 'zod';

const name = z.string(`expected a string; ${NAME_RULE}`).refine(isName, NAME_RULE);
const roles = z
  .array(z.enum(ROLES, `expected one of ${ROLES.join(', ')}`), `expected an array of ${ROLES.join(', ')}`)
  .min(1, `expected at least one of ${ROLES.join(', ')}`);
const scopes = z
  .array(z.enum(SCOPES, `expected one of ${SCOPES.join(', ')}`), `expected an array of ${SCOPES.join(', ')}`)
  .min(1, 'expected at least one scope; leave it out for all that the roles bring');
const daysRule = `expected a whole number of days from ${KEY_DAYS.least} to ${KEY_DAYS.most}`;

/** An account or a service account that is to be made. */
export const NewAccount = z.strictObject({ name, roles });
export const NewRoles = z.strictObject({ roles });
export const NewKey = z.strictObject({
  scopes: scopes.optional(),
  days: z
    .int(daysRule)
    .min(KEY_DAYS.least, daysRule)
    .max(KEY_DAYS.most, daysRule)
    .default(KEY_DAYS.byDefault),
});

const Asked = z.looseObject({
  first: z.coerce.number('expected a whole number').int('expected a whole number').default(50),
  after: z.string().optional(),
});

/**
 * Gives a request's body its type.
 * @throws InvalidInput that tells of everything that is wrong, where, and what would be right
 */
export function bodyOf<T>(shape: z.ZodType<T>, body: unknown): T {
  return checked(shape, body ?? {}, 'body');
}

/** The page that the query asks for with `first` and `after`. @throws InvalidInput */
export function pageIn<Key>(order: Order<never, Key>, query: unknown): Page<Key> {
  const { first, after } = checked(Asked, query, 'query');
  return pageOf(order, { first, ...(after !== undefined && { after }) });
}

function checked<T>(shape: z.ZodType<T>, value: unknown, whole: string): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({
    path: path.length === 0 ? whole : path.join('.'),
    message,
  }));
  throw new InvalidInput(
    problems[0]?.path ?? whole,
    `${problems.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`,
  );
}
