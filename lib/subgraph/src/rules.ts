import {
  fieldRequirements,
  grantsOf,
  isMet,
  keyOf,
  NOTHING,
  type Requirement,
  sentenceOf,
  unmetOf,
} from '@manuel/access';
import { NotAllowed, NotAuthenticated } from '@manuel/service';
import type { DocumentNode } from 'graphql';
import type { IRules } from 'graphql-shield';
import type { RequestContext } from './context.ts';
import { rule } from './shield.ts';

/** Who may read or call a field. */
type Rule = ReturnType<ReturnType<typeof rule>>;

/** What a rule says of a request: true lets it in. */
export type Decide = (context: RequestContext) => boolean | Error;

/** Anybody whom the gateway let in, and Manuel's own processes. */
const ANYBODY: Requirement = { ...NOTHING, authenticated: true };

/** The rules of a subgraph's fields, made from the directives of its schema; what asks for nothing is denied. */
export class AccessRules {
  /** For graphql-shield. */
  readonly table: IRules;
  readonly #decisions: ReadonlyMap<string, Decide>;

  /** @throws DirectiveRefused when a directive cannot be understood */
  constructor(typeDefs: DocumentNode) {
    const decisions = new Map<string, Decide>();
    const table: Record<string, Record<string, Rule>> = {
      // What the federation itself needs, reached by signed requests alone.
      Query: { _entities: ruleOf(ANYBODY), _service: ruleOf(ANYBODY) },
      _Service: { sdl: ruleOf(ANYBODY) },
    };
    for (const [coordinate, requirement] of fieldRequirements(typeDefs)) {
      if (keyOf(requirement) === keyOf(NOTHING)) continue;
      const [type = '', field = ''] = coordinate.split('.');
      table[type] = { ...table[type], [field]: ruleOf(requirement) };
      decisions.set(coordinate, decisionOf(requirement));
    }
    this.table = table;
    this.#decisions = decisions;
  }

  /** What the rule of a field decides by; undefined where it has none. */
  decisionOn(type: string, field: string): Decide | undefined {
    return this.#decisions.get(`${type}.${field}`);
  }
}

// Shield names rules by identity: two of one name would be an error.
const rules = new Map<string, Rule>();
const decisions = new Map<string, Decide>();

function ruleOf(requirement: Requirement): Rule {
  const key = keyOf(requirement);
  const known = rules.get(key);
  if (known !== undefined) return known;
  const decide = decisionOf(requirement);
  // Contextual: decided once per request, however many rows ask.
  const made = rule(key, { cache: 'contextual' })((_parent, _args, context: RequestContext) =>
    decide(context),
  );
  rules.set(key, made);
  return made;
}

function decisionOf(requirement: Requirement): Decide {
  const key = keyOf(requirement);
  const known = decisions.get(key);
  if (known !== undefined) return known;
  const made = remembered((context) => decide(requirement, context));
  decisions.set(key, made);
  return made;
}

function decide(requirement: Requirement, { origin }: RequestContext): boolean | Error {
  const grants = grantsOf(origin);
  if (isMet(requirement, grants)) return true;
  if (origin.caller === null && requirement.scopes.length > 0)
    return new NotAuthenticated('Send a token: authorization: Bearer <token>.');
  return new NotAllowed(sentenceOf(unmetOf(requirement, grants)));
}

/** Rows of one request ask one after the other: the last answer is nearly always the one that is wanted. */
function remembered(decide: Decide): Decide {
  let last: RequestContext | undefined;
  let answer: boolean | Error = false;
  return (context) => {
    if (context !== last) {
      answer = decide(context);
      last = context;
    }
    return answer;
  };
}
