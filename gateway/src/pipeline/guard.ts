import type { Authorizer, Decided } from '../authorization/authorizer.ts';
import type { Admitted, Identified } from './stages.ts';

/**
 * Lets an operation through to planning, or what of it its caller may have. Nobody may ask what `__typename` is, which
 * tells that the gateway answers; everything else needs a caller, and what the schema's directives ask for.
 * @throws NotAuthenticated, FieldsNotAllowed
 */
export function guard(identified: Identified, asked: Decided, authorizer: Authorizer): Admitted {
  const withdrawal = authorizer.decide(asked, identified.caller);
  const { caller, requestId } = identified;
  return { ...identified, origin: { caller, service: null, requestId }, withdrawal };
}
