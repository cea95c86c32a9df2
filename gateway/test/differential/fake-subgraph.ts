import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { isJson } from '../../src/engine/own.ts';
import type { Channel, SubgraphOperation, SubgraphResult } from '../../src/engine/subgraph-call.ts';
import type { Owners } from './owners.ts';
import { type Absence, type Call, fieldValue, isThing, nameOf, type Scenario, type Thing } from './world.ts';

const THING = Symbol('thing');
const REFERENCE = Symbol('reference');

/** A thing that was found by a reference. */
interface Referenced {
  readonly [THING]: Thing;
  readonly [REFERENCE]: Readonly<Record<string, unknown>>;
}

/** Takes every value as it is. */
const UNCHECKED = new GraphQLScalarType({ name: 'Unchecked', serialize: (value) => value });

/** One subgraph over the world, in this process. It refuses operations that its schema does not allow. */
export class FakeSubgraph implements Channel {
  readonly #name: string;
  readonly #scenario: Scenario;
  readonly #owners: Owners;
  readonly #merged: GraphQLSchema;
  readonly #checked: GraphQLSchema;
  readonly #unchecked: GraphQLSchema;
  readonly #keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  readonly #documents = new Map<string, DocumentNode>();

  constructor(name: string, scenario: Scenario, owners: Owners, merged: GraphQLSchema) {
    this.#name = name;
    this.#scenario = scenario;
    this.#owners = owners;
    this.#merged = merged;
    const document = parse(scenario.subgraphs[name] ?? '');
    this.#keys = keysOf(document);
    this.#checked = this.#build(document);
    this.#unchecked = this.#build(document);
    withoutChecks(this.#unchecked);
  }

  async send({ query }: SubgraphOperation, variables: string, context: unknown): Promise<SubgraphResult> {
    // The test hands its calls to the engine as the context.
    const call = context as Call;
    const { away, isUnchecked } = call.disorder;
    if (away?.subgraph === this.#name) return absent(away.how);
    const result = await execute({
      schema: isUnchecked ? this.#unchecked : this.#checked,
      document: this.#documentOf(query),
      variableValues: JSON.parse(variables),
      contextValue: call,
    });
    return JSON.parse(JSON.stringify(result));
  }

  #documentOf(query: string): DocumentNode {
    const known = this.#documents.get(query);
    if (known !== undefined) return known;
    const document = parse(query, { noLocation: true });
    const [error] = validate(this.#checked, document);
    if (error !== undefined)
      throw new Error(`${this.#name} was sent what it does not allow: ${error.message}: ${query}`);
    this.#documents.set(query, document);
    return document;
  }

  #build(typeDefs: DocumentNode): GraphQLSchema {
    const references = [...this.#keys.keys()].map((type) => [
      type,
      {
        __resolveReference: (reference: Record<string, unknown>, call: Call) =>
          this.#find(type, reference, call),
      },
    ]);
    const schema = buildSubgraphSchema([{ typeDefs, resolvers: Object.fromEntries(references) }]);
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('_')) continue;
      if (isAbstractType(type)) type.resolveType = (value: unknown) => thingOf(value)?.__typename;
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (field.name.startsWith('_')) continue;
        field.resolve = (source: unknown, args, call: Call) =>
          this.#resolve(source, type.name, field.name, args, call);
      }
    }
    return schema;
  }

  #resolve(source: unknown, type: string, field: string, args: Record<string, unknown>, call: Call): unknown {
    const thing = thingOf(source) ?? (type === 'Mutation' ? this.#scenario.mutation : this.#scenario.query);
    if (thing === undefined) throw new Error(`${type} has no source.`);
    const { missing } = call.disorder;
    const [owner, ...others] = this.#owners.of(thing.__typename, field);
    const isOwn = owner === this.#name && others.length === 0;
    if (isOwn && missing?.subgraph === owner && missing.things.has(nameOf(thing))) return null;
    const reference =
      // What has the symbol was made by #find below.
      isJson(source) && REFERENCE in source ? (source as unknown as Referenced)[REFERENCE] : undefined;
    return fieldValue(thing, field, args, call, reference);
  }

  #find(type: string, reference: Record<string, unknown>, { disorder }: Call): Referenced | null {
    const abstract = this.#merged.getType(type);
    const isOfType = (thing: Thing) =>
      thing.__typename === type ||
      (isInterfaceType(abstract) &&
        this.#merged.getPossibleTypes(abstract).some(({ name }) => name === thing.__typename));
    const keys = this.#keys.get(type) ?? [];
    const thing = this.#scenario.entities.find(
      (one) => isOfType(one) && keys.some((key) => matches(key, one, reference)),
    );
    if (thing === undefined) return null;
    const { missing } = disorder;
    if (missing?.subgraph === this.#name && missing.things.has(nameOf(thing))) return null;
    return { [THING]: thing, [REFERENCE]: reference };
  }
}

function thingOf(source: unknown): Thing | undefined {
  // What has the symbol was made by #find above.
  if (isJson(source) && THING in source) return (source as unknown as Referenced)[THING];
  return isThing(source) ? source : undefined;
}

/** The key field sets of each type, opened as selections. */
function keysOf({ definitions }: DocumentNode): Map<string, SelectionSetNode[]> {
  const keys = new Map<string, SelectionSetNode[]>();
  for (const type of definitions) {
    if (!('directives' in type) || !('name' in type) || type.name === undefined) continue;
    for (const { name, arguments: args } of type.directives ?? []) {
      const fields = args?.find((one) => one.name.value === 'fields')?.value;
      if (name.value !== 'key' || fields?.kind !== Kind.STRING) continue;
      const [operation] = parse(`{${fields.value}}`).definitions;
      if (operation?.kind !== Kind.OPERATION_DEFINITION) continue;
      keys.set(type.name.value, [...(keys.get(type.name.value) ?? []), operation.selectionSet]);
    }
  }
  return keys;
}

function matches(
  { selections }: SelectionSetNode,
  thing: Thing,
  reference: Record<string, unknown>,
): boolean {
  return selections.every((one) => {
    if (one.kind !== Kind.FIELD) return false;
    const [wanted, present] = [reference[one.name.value], thing[one.name.value]];
    if (one.selectionSet === undefined) return wanted !== undefined && wanted === present;
    return isThing(present) && isJson(wanted) && matches(one.selectionSet, present, wanted);
  });
}

function withoutChecks(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields()))
      if (isLeafType(getNamedType(field.type)) && !field.name.startsWith('_')) field.type = UNCHECKED;
  }
}

function absent(how: Absence): SubgraphResult {
  const errors = [{ message: 'The subgraph is away.' }];
  switch (how) {
    case 'rejects':
      throw new Error('The connection is refused.');
    case 'errors only':
      return { errors };
    case 'null and errors':
      return { data: null, errors };
    case 'null only':
      return { data: null };
    case 'empty':
      return {};
    default:
      return how satisfies never;
  }
}
