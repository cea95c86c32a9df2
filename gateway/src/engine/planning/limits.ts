import { PlanRefused } from './refusals.ts';

interface Limit {
  readonly default: number;
  /** What is counted, as a message names it. */
  readonly counts: string;
  readonly reason: string;
}

/**
 * How much planning one operation may cost. The rows up to `deferredParts` are checked before the planner runs, on
 * counts that take every fragment as often as it is spread; `evaluatedPlans` and `paths` bound the planner's search;
 * the last two are checked on the finished plan.
 */
const LIMITS = {
  depth: {
    default: 100,
    counts: 'fields inside each other',
    reason: 'Planner, printer and subgraphs recurse once a level; no screen needs a tenth of it.',
  },
  nesting: {
    default: 300,
    counts: 'selection sets inside each other',
    reason: 'Chains of fragments cost stack without adding fields.',
  },
  selections: {
    default: 20_000,
    counts: 'selections with every fragment expanded',
    reason: 'The planner expands fragments; nested reuse makes a short document exponentially long.',
  },
  rootFields: {
    default: 500,
    counts: 'root fields',
    reason: 'Each is a call of its own in a subgraph, whatever it is named.',
  },
  aliases: {
    default: 500,
    counts: 'aliased fields',
    reason: 'One costly field under many names is the cheapest way to ask for much.',
  },
  deferredParts: {
    default: 50,
    counts: 'deferred fragments',
    reason: 'Each has fetches of its own, where one for many would do; past it nothing is deferred.',
  },
  evaluatedPlans: {
    default: 200,
    counts: 'candidate plans to compare',
    reason: 'Past it the planner prunes choices instead of comparing all: time is bounded, not refused.',
  },
  paths: {
    default: 1_000,
    counts: 'ways through the services to one field',
    reason:
      'Each level that several subgraphs share multiplies them, and the planner compares each with each.',
  },
  fetches: {
    default: 1_000,
    counts: 'fetches in the plan',
    reason: 'A plan is kept in memory and every fetch is at least one request.',
  },
  planCharacters: {
    default: 2_000_000,
    counts: 'characters of subgraph operations in the plan',
    reason: 'The texts are kept with the plan and sent with requests.',
  },
} as const satisfies Record<string, Limit>;

/** An upper bound for each row of the table. */
export type PlanningLimits = { readonly [Name in keyof typeof LIMITS]: number };

/** Every default, except where the caller says otherwise. */
export function withDefaults(limits: Partial<PlanningLimits> = {}): PlanningLimits {
  const value = (name: keyof PlanningLimits) => limits[name] ?? LIMITS[name].default;
  return {
    depth: value('depth'),
    nesting: value('nesting'),
    selections: value('selections'),
    rootFields: value('rootFields'),
    aliases: value('aliases'),
    deferredParts: value('deferredParts'),
    evaluatedPlans: value('evaluatedPlans'),
    paths: value('paths'),
    fetches: value('fetches'),
    planCharacters: value('planCharacters'),
  };
}

/** @throws PlanRefused OPERATION_TOO_COMPLEX when `count` is over the limit of that name */
export function checkLimit(limits: PlanningLimits, name: keyof PlanningLimits, count: number): void {
  if (count <= limits[name]) return;
  throw new PlanRefused(
    'OPERATION_TOO_COMPLEX',
    `The operation is too complex: at most ${limits[name]} ${LIMITS[name].counts} are allowed.`,
  );
}
