import {
  type ASTNode,
  BREAK,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { BoundedMap } from '../engine/bounded-map.ts';
import { conditionsOf } from '../engine/planning/operation/conditions.ts';
import { type Rate, readFieldRates } from './field-rates.ts';
import { type Charge, type Flags, SelectedRates } from './selected-rates.ts';

/** So many combinations of an operation's `@skip` and `@include` are kept. */
const MOST_COMBINATIONS = 16;
const NONE: readonly Charge[] = [];

/** What is known of one operation. */
interface Known {
  /** The variables that `@skip` and `@include` read. */
  readonly conditions: readonly string[];
  readonly charges: BoundedMap<string, readonly Charge[]>;
}

/** An operation as Apollo Server has it; it keeps the documents that it has validated, so the nodes are the same. */
export interface ChargedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** What operations over one supergraph are charged with; computed once an operation, and then looked up. */
export class Charges {
  /** Coordinates with their rates. */
  readonly rates: ReadonlyMap<string, Rate>;
  readonly #schema: GraphQLSchema;
  readonly #fieldNames: ReadonlySet<string>;
  /** Null for operations without a field that has a rate. */
  readonly #operations = new WeakMap<OperationDefinitionNode, Known | null>();

  /** @throws SupergraphRefused when a rate is none */
  constructor(supergraphSdl: string, apiSchema: GraphQLSchema) {
    this.rates = readFieldRates(supergraphSdl);
    this.#schema = apiSchema;
    this.#fieldNames = new Set(
      [...this.rates.keys()].map((coordinate) => coordinate.slice(coordinate.indexOf('.') + 1)),
    );
  }

  /** @throws PlanRefused when the operation is too large to be planned */
  of({ document, operation, variables = {} }: ChargedOperation): readonly Charge[] {
    const known = this.#knownOf(document, operation);
    if (known === null) return NONE;
    const flags = flagsOf(known.conditions, operation, variables);
    const key = [...flags.values()].join();
    const charges =
      known.charges.get(key) ?? new SelectedRates(this.rates, this.#schema, document, flags).of(operation);
    known.charges.set(key, charges);
    return charges;
  }

  #knownOf(document: DocumentNode, operation: OperationDefinitionNode): Known | null {
    const known = this.#operations.get(operation);
    if (known !== undefined) return known;
    const read = this.#hasRates(document)
      ? {
          conditions: conditionsIn(document),
          charges: new BoundedMap<string, readonly Charge[]>(MOST_COMBINATIONS),
        }
      : null;
    this.#operations.set(operation, read);
    return read;
  }

  #hasRates(document: DocumentNode): boolean {
    let has = false;
    visit(document, {
      Field: ({ name }) => {
        if (!this.#fieldNames.has(name.value)) return undefined;
        has = true;
        return BREAK;
      },
    });
    return has;
  }
}

function conditionsIn(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    enter(node: ASTNode) {
      if (!('directives' in node)) return;
      for (const { value } of conditionsOf(node))
        if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function flagsOf(
  conditions: readonly string[],
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Flags {
  return new Map(
    conditions.map((name) => {
      const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (given !== undefined) return [name, typeof given === 'boolean' ? given : undefined];
      const definition = variableDefinitions.find(({ variable }) => variable.name.value === name);
      const { defaultValue } = definition ?? {};
      return [name, defaultValue?.kind === Kind.BOOLEAN ? defaultValue.value : undefined];
    }),
  );
}
