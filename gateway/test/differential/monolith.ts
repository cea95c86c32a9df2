import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  printSchema,
} from 'graphql';
import type { Owners } from './owners.ts';
import { type Call, fieldValue, isThing, nameOf, type Scenario, type Thing } from './world.ts';

/** The merged schema over the world, run by graphql-js: what every answer is compared with. */
export class Monolith {
  readonly schema: GraphQLSchema;
  readonly #scenario: Scenario;
  readonly #owners: Owners;

  constructor(apiSchema: GraphQLSchema, scenario: Scenario, owners: Owners) {
    this.schema = buildSchema(printSchema(apiSchema));
    this.#scenario = scenario;
    this.#owners = owners;
    for (const type of Object.values(this.schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (isAbstractType(type)) type.resolveType = (value) => (isThing(value) ? value.__typename : undefined);
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields()))
        field.resolve = (source, args, call) => this.#resolve(source, type.name, field.name, args, call);
    }
  }

  async execute(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>>,
    call: Call,
  ): Promise<ExecutionResult> {
    return execute({
      schema: this.schema,
      document,
      contextValue: call,
      variableValues: { ...variables },
      ...(operationName === undefined ? {} : { operationName }),
    });
  }

  #resolve(source: unknown, type: string, field: string, args: Record<string, unknown>, call: Call): unknown {
    const thing = isThing(source) ? source : this.#rootOf(type);
    const { away, missing } = call.disorder;
    call.visit?.(nameOf(thing), type, field);
    const owners = this.#owners.of(type, field);
    const isOnlyIn = (subgraph: string | undefined) => owners.length === 1 && owners[0] === subgraph;
    if (isOnlyIn(away?.subgraph)) throw new Error(`${away?.subgraph} is away.`);
    if (isOnlyIn(missing?.subgraph) && missing?.things.has(nameOf(thing))) return null;
    return fieldValue(thing, field, args, call, null);
  }

  #rootOf(type: string): Thing {
    const root = type === 'Mutation' ? this.#scenario.mutation : this.#scenario.query;
    if (root === undefined || root.__typename !== type) throw new Error(`${type} has no source.`);
    return root;
  }
}
