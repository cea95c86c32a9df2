import { type ExecutionResult, executeSync, Kind, type SelectionNode } from 'graphql';
import { isJson, type Json, own, setOwn } from '../own.ts';
import type { ShapeSource } from './exact-shape.ts';
import { selectedFields, type Variables } from './selected-fields.ts';

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

/** What the schema answers about itself, as data that subgraphs could have sent. */
export function introspect(source: ShapeSource, variables: Variables): Json {
  const { schema, operation, fragments, names } = source;
  const fields = introspectionFields(source, variables);
  const selections = [...fields.values()].flat();
  const asked = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
  const document = { kind: Kind.DOCUMENT, definitions: [asked, ...fragments.values()] } as const;
  const { data }: ExecutionResult = executeSync({ schema, document, variableValues: { ...variables } });
  const answer: Json = {};
  for (const [key, [node]] of fields)
    if (node !== undefined && isJson(data)) setOwn(answer, names.dataKey(node), own(data, key));
  return answer;
}

/** The root's fields about the schema alone: the values of the others come from subgraphs. */
function introspectionFields({ schema, types, operation, fragments }: ShapeSource, variables: Variables) {
  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no query.');
  const fields = selectedFields([operation.selectionSet], root, variables, fragments, types);
  return new Map([...fields].filter(([, [node]]) => node !== undefined && isIntrospection(node.name.value)));
}
