import {
  type DocumentNode,
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { FetchNode, RequiredSelection } from '../plan-node.ts';
import type { HoistedField, Hoisting, Need } from '../supergraph/hoisting.ts';
import { coordinate } from '../supergraph/hoisting.ts';
import { partitionEntities } from './entity-partition.ts';
import { hasRivals, onlyNeeded } from './rival-values.ts';
import { variablesIn } from './variables.ts';

/** A fetch together with its operation, parsed. */
export interface ReadFetch {
  readonly node: FetchNode;
  readonly document: DocumentNode;
}

/** Whether an operation has fields under a condition, with room for errors: the partition looks closer. */
const CONDITION = /@(skip|include)\(/;

/** Turns fetches over the planner's supergraph into fetches that the real subgraphs understand. */
export class HoistedFetches {
  readonly #fields: ReadonlyMap<string, HoistedField>;
  readonly #needs: ReadonlyMap<string, Need>;
  readonly #keyPaths: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #schema: GraphQLSchema;

  /** @param schema of the whole supergraph, for which types a field set of an interface is about */
  constructor({ fields, needs, keyPaths }: Hoisting, schema: GraphQLSchema) {
    this.#fields = fields;
    this.#needs = needs;
    this.#keyPaths = keyPaths;
    this.#schema = schema;
  }

  /**
   * The same fetch, or several that together do its work, where one object cannot carry two values of a field or where
   * a condition leaves out what only some fields require.
   */
  rewrite(fetch: ReadFetch): ReadFetch[] {
    const document = this.#withRealFields(fetch.document);
    const requires = fetch.node.requires && this.#withRealNames(fetch.node.requires);
    const rewritten = this.#rewritten(fetch, document, requires);
    if (requires === undefined) return [rewritten];
    const areRivals = hasRivals(requires);
    if (!areRivals && !CONDITION.test(fetch.node.operation)) return [rewritten];
    const { serviceName } = fetch.node;
    const parts = partitionEntities(document, (type, field) => this.#needOf(serviceName, type, field));
    if (parts.length < 2 && !areRivals) return [rewritten];
    const claimed = new Set(parts.flatMap(({ need }) => [...need.keys()]));
    const isKey = (type: string, path: string) => this.#isKey(serviceName, type, path);
    return parts.map((part) => {
      const wanted = requires.filter((selection) => this.#isFor(selection, part.types));
      return this.#rewritten(fetch, part.document, onlyNeeded(wanted, part.need, claimed, isKey));
    });
  }

  /** Whether a part of the representations is for objects of which some of these types is asked for anything. */
  #isFor(selection: RequiredSelection, types: ReadonlySet<string>): boolean {
    const required = selection.kind === 'InlineFragment' && this.#composite(selection.typeCondition);
    if (!required) return true;
    return [...types].some((name) => {
      const type = this.#composite(name);
      return type === undefined || doTypesOverlap(this.#schema, required, type);
    });
  }

  #composite(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }

  #isKey(subgraph: string, type: string, path: string): boolean {
    return [type, ...this.#relatedTo(type)].some((name) =>
      this.#keyPaths.get(coordinate(subgraph, name))?.has(path),
    );
  }

  #rewritten(fetch: ReadFetch, document: DocumentNode, requires: FetchNode['requires']): ReadFetch {
    const { node } = fetch;
    if (document === fetch.document && requires === node.requires) return fetch;
    const operation = stripIgnoredCharacters(print(document));
    const used = variablesIn(document);
    const variableUsages = node.variableUsages.filter((name) => used.has(name));
    return { document, node: { ...node, operation, requires, variableUsages } };
  }

  #withRealFields(document: DocumentNode): DocumentNode {
    if (this.#fields.size === 0) return document;
    return visit(document, {
      Field: (node) => {
        const hoisted = this.#fields.get(node.name.value);
        if (hoisted === undefined) return undefined;
        const name = { kind: Kind.NAME as const, value: hoisted.field };
        return { ...node, alias: node.alias ?? node.name, name, arguments: hoisted.arguments };
      },
    });
  }

  #withRealNames(requires: readonly RequiredSelection[]): readonly RequiredSelection[] {
    let changed = false;
    const renamed = requires.map((selection) => {
      const selections = selection.selections && this.#withRealNames(selection.selections);
      const sendAs = selection.kind === 'Field' ? this.#fields.get(selection.name)?.field : undefined;
      if (selections === selection.selections && sendAs === undefined) return selection;
      changed = true;
      if (selection.kind === 'Field') return { ...selection, sendAs, selections };
      return { ...selection, selections: selections ?? [] };
    });
    return changed ? renamed : requires;
  }

  /** What a field requires, which may be said on its type, on an interface of it or on a type that implements it. */
  #needOf(subgraph: string, type: string, field: string): Need | undefined {
    const own = this.#needs.get(coordinate(subgraph, type, field));
    if (own !== undefined) return own;
    const need = new Map<string, ReadonlySet<string>>();
    for (const related of this.#relatedTo(type)) {
      for (const [path, names] of this.#needs.get(coordinate(subgraph, related, field)) ?? [])
        need.set(path, new Set([...(need.get(path) ?? []), ...names]));
    }
    return need.size === 0 ? undefined : need;
  }

  #relatedTo(name: string): string[] {
    const type = this.#schema.getType(name);
    if (isAbstractType(type)) return this.#schema.getPossibleTypes(type).map((possible) => possible.name);
    return type !== undefined && 'getInterfaces' in type
      ? type.getInterfaces().map((implemented) => implemented.name)
      : [];
  }
}
