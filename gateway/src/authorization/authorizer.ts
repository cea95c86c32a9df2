import { type Grants, grantsOf, isMet, keyOf, type Requirement, sentenceOf, unmetOf } from '@manuel/access';
import type { Caller } from '@manuel/identity';
import { NotAllowed, NotAuthenticated } from '@manuel/service';
import { type DocumentNode, type GraphQLSchema, getVariableValues } from 'graphql';
import { BoundedMap } from '../engine/bounded-map.ts';
import type { Withheld } from '../engine/engine.ts';
import { checkOperationSize, selectOperation, withDefaults } from '../engine/planning/index.ts';
import { isIncluded } from '../engine/shape/selected-fields.ts';
import type { AccessMode } from './access-modes.ts';
import { FieldAccess } from './field-access.ts';
import { type AskedOperation, operationNeeds } from './operation-needs.ts';
import type { SupergraphAccess } from './supergraph-access.ts';
import { type WithheldField, type Withholding, withhold } from './withholding.ts';

/** How many different sets of withheld fields are kept for one operation: one for each kind of caller. */
const MOST_WITHHOLDINGS = 50;

/** An operation to decide on, valid for the schema. */
export interface Decided {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What was decided: null when the caller may have all of it. */
export interface Withdrawal {
  readonly withheld: Withheld;
  readonly fields: readonly WithheldField[];
}

/** An operation that its caller may not have, or not all of it. */
export class FieldsNotAllowed extends NotAllowed {
  readonly fields: readonly WithheldField[];

  constructor(sentence: string, fields: readonly WithheldField[]) {
    super(sentence);
    this.fields = fields;
  }
}

/**
 * Decides on whole operations, before anything is planned, by what the supergraph's directives ask for. What an
 * operation asks for is found once; a request then costs one look at each different requirement.
 */
export class Authorizer {
  readonly #access: FieldAccess;
  readonly #schema: GraphQLSchema;
  readonly #mode: AccessMode;
  readonly #operations = new WeakMap<DocumentNode, Map<string, KnownOperation>>();

  constructor(access: SupergraphAccess, schema: GraphQLSchema, mode: AccessMode) {
    this.#access = new FieldAccess(access, schema);
    this.#schema = schema;
    this.#mode = mode;
  }

  /**
   * @param caller null for nobody
   * @throws NotAuthenticated when there is no caller and the operation asks for anything but `__typename`
   * @throws FieldsNotAllowed when the caller may have none of it, or, where operations are rejected, not all
   * @throws PlanRefused when there is no such operation
   */
  decide(asked: Decided, caller: Caller | null): Withdrawal | null {
    const operation = this.#operationOf(asked);
    if (operation.needs.length === 0) return null;
    if (caller === null) throw new NotAuthenticated('Send a token: authorization: Bearer <token>.');
    const grants = grantsOf({ caller, service: null });
    if (operation.needs.every((need) => isMet(need, grants))) return null;
    return this.#withdraw(operation, asked, grants);
  }

  #withdraw(operation: KnownOperation, { variables }: Decided, grants: Grants): Withdrawal | null {
    const refused = operation.needs.filter((need) => !isMet(need, grants));
    const lacks: Lacks = new Map(refused.map((need) => [keyOf(need), unmetOf(need, grants)]));
    const { withholding, withheld } = this.#withholdingOf(operation, lacks);
    const fields = withholding.fields.filter(({ conditions }) =>
      this.#stands(operation, conditions, variables),
    );
    if (fields.length > 0 && (this.#mode === 'reject' || withholding.isEmpty))
      throw new FieldsNotAllowed(sentenceFor(fields, lacks), fields);
    return { withheld, fields };
  }

  #withholdingOf(operation: KnownOperation, lacks: Lacks): KnownWithholding {
    const key = [...lacks].map(([need, unmet]) => need + keyOf(unmet)).join();
    const known = operation.withholdings.get(key);
    if (known !== undefined) return known;
    // Fragments are written out below: they must not multiply.
    checkOperationSize(operation.asked, withDefaults());
    const isRefused = (need: Requirement) => lacks.has(keyOf(need));
    const withholding = withhold(operation.asked, this.#schema, this.#access, isRefused);
    const made = { withholding, withheld: withheldOf(key, withholding, lacks) };
    operation.withholdings.set(key, made);
    return made;
  }

  /** Whether everything on the way to a field stands for these variables; wrong ones are told of later. */
  #stands(
    { asked: { definition } }: KnownOperation,
    conditions: WithheldField['conditions'],
    variables: Decided['variables'],
  ): boolean {
    if (conditions.length === 0) return true;
    const { variableDefinitions = [] } = definition;
    const { coerced } = getVariableValues(this.#schema, variableDefinitions, { ...variables });
    return coerced === undefined || conditions.every((selection) => isIncluded(selection, coerced));
  }

  #operationOf({ document, operationName }: Decided): KnownOperation {
    const name = operationName ?? '';
    const known = this.#operations.get(document)?.get(name);
    if (known !== undefined) return known;
    const asked = selectOperation(document, operationName);
    const needs = operationNeeds(asked, this.#schema, this.#access);
    const made = { asked, needs, withholdings: new BoundedMap<string, KnownWithholding>(MOST_WITHHOLDINGS) };
    const all = this.#operations.get(document) ?? new Map<string, KnownOperation>();
    this.#operations.set(document, all.set(name, made));
    return made;
  }
}

/** What a caller lacks of each refused requirement, by that one's key. */
type Lacks = ReadonlyMap<string, Requirement>;

interface KnownOperation {
  readonly asked: AskedOperation;
  readonly needs: readonly Requirement[];
  /** By what is refused, and for the lack of what. */
  readonly withholdings: BoundedMap<string, KnownWithholding>;
}

interface KnownWithholding {
  readonly withholding: Withholding;
  readonly withheld: Withheld;
}

function withheldOf(key: string, { shaped, fetched, reasons }: Withholding, lacks: Lacks): Withheld {
  const told = [...reasons].map(
    ([field, need]) => [field, { message: sentenceOn(need, lacks), code: 'FORBIDDEN' }] as const,
  );
  return { key, shaped, fetched, reasons: new Map(told) };
}

/** Why an operation is refused, for people: what its caller lacks for each field, the same once. */
function sentenceFor(fields: readonly WithheldField[], lacks: Lacks): string {
  return [...new Set(fields.map(({ requirement }) => sentenceOn(requirement, lacks)))].join(' ');
}

function sentenceOn(need: Requirement, lacks: Lacks): string {
  return sentenceOf(lacks.get(keyOf(need)) ?? need);
}
