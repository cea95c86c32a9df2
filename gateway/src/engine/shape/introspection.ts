import { type ExecutionResult, executeSync, Kind, type SelectionNode } from 'graphql';
import { isJson, type Json } from '../own.ts';
import type { ShapeSource } from './exact-shape.ts';
import type { Variables } from './selected-fields.ts';

/** Whether a field of the root asks about the schema, which no subgraph answers. */
export function isIntrospection(name: string): boolean {
  return name === '__schema' || name === '__type';
}

/** Whether an operation asks about the schema anywhere at its root. */
export function asksIntrospection({ operation, fragments }: ShapeSource): boolean {
  const asks = (selections: readonly SelectionNode[]): boolean =>
    selections.some((one) => {
      if (one.kind === Kind.FIELD) return isIntrospection(one.name.value);
      if (one.kind === Kind.INLINE_FRAGMENT) return asks(one.selectionSet.selections);
      return asks(fragments.get(one.name.value)?.selectionSet.selections ?? []);
    });
  return operation.operation === 'query' && asks(operation.selectionSet.selections);
}

/** What the schema answers about itself, by response key; the operation's other fields are null. */
export function introspect({ schema, operation, fragments }: ShapeSource, variables: Variables): Json {
  const document = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments.values()] } as const;
  const { data }: ExecutionResult = executeSync({
    schema,
    document,
    variableValues: { ...variables },
    // Every other field is null here: their values come from the subgraphs.
    fieldResolver: () => null,
  });
  return isJson(data) ? data : {};
}
