import { mayUse, type Scope } from '@manuel/identity';
import { NotAllowed, NotAuthenticated } from '@manuel/service';
import type { IRules } from 'graphql-shield';
import type { RequestContext } from './context.ts';
import { rule } from './shield.ts';

/** Who may read or call a field. */
export type Rule = ReturnType<ReturnType<typeof rule>>;

/** Rules by type and field; what is not named is denied. */
export type RuleTable = IRules;

// Contextual: decided once per request, however many rows ask.
const once = { cache: 'contextual' } as const;

const SEND_A_TOKEN = 'Send a token: authorization: Bearer <token>.';

/** What a rule says of a request: true lets it in. */
export type Decide = (context: RequestContext) => boolean | Error;

// Shield names rules by identity: two of one name would be an error.
const byName = new Map<string, Rule>();
const decisions = new WeakMap<object, Decide>();

function named(name: string, decide: Decide): Rule {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const made = rule(name, once)((_parent, _args, context: RequestContext) => decide(context));
  byName.set(name, made);
  decisions.set(made, decide);
  return made;
}

/** What the rule of a field decides by; undefined where that is no rule of this file, or there is none. */
export function decisionOf(rules: RuleTable, type: string, field: string): Decide | undefined {
  // A table holds rules by type, or by type and field.
  const entry = (rules as Readonly<Record<string, object | undefined>>)[type];
  if (entry === undefined || decisions.has(entry)) return entry && decisions.get(entry);
  // What is no rule itself holds rules by field.
  const rule = (entry as Readonly<Record<string, object | undefined>>)[field];
  return rule && decisions.get(rule);
}

/** Anybody whom the gateway let in, and Manuel's own processes. */
export const anyone: Rule = named('anyone', ({ origin }) =>
  origin.caller !== null || origin.service !== null ? true : new NotAuthenticated(SEND_A_TOKEN),
);

/** Callers with the scope; Manuel's own processes act with the scopes of the caller they act for. */
export function withScope(scope: Scope): Rule {
  return named(`scope-${scope}`, ({ origin }) => {
    if (origin.caller === null) return new NotAuthenticated(SEND_A_TOKEN);
    return mayUse(origin.caller, scope) || new NotAllowed(`This needs the scope ${scope}.`);
  });
}

/** Only the named processes of Manuel. */
export function onlyServices(...names: string[]): Rule {
  return named(
    `services-${names.join('-')}`,
    ({ origin }) =>
      (origin.service !== null && names.includes(origin.service)) ||
      new NotAllowed('This is for other parts of Manuel alone.'),
  );
}

/** Open: what the federation itself needs, reached only by signed requests. */
export const open: Rule = named('open', () => true);
