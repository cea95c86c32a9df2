import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
  type OperationTypeNode,
} from 'graphql';

/** One step on the way to a field. */
interface Step {
  /** Such as Query.manual. */
  readonly coordinate: string;
  readonly name: string;
  readonly call: string;
  /** The object type to go on in, where the field may give others. */
  readonly on: string | null;
}

/** An operation that asks for one field, by the shortest way. */
export interface FieldOperation {
  /** The field that it is for. */
  readonly coordinate: string;
  readonly text: string;
  /** The response names on the way. */
  readonly path: readonly string[];
  /** Every field on the way, itself included. */
  readonly coordinates: readonly string[];
}

/** Arguments of the fields that need some, by coordinate, as they stand in brackets. */
export type ArgumentTexts = Readonly<Record<string, string>>;

/**
 * An operation for every field that the schema lets reach.
 * @throws Error for a field that nothing leads to, or whose arguments are not given
 */
export function fieldOperations(schema: GraphQLSchema, given: ArgumentTexts): FieldOperation[] {
  const ways = waysTo(schema, given);
  const objects = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
  return objects.flatMap((type) => {
    const way = ways.get(type.name);
    if (way === undefined) throw new Error(`Nothing leads to ${type.name}.`);
    return Object.values(type.getFields()).map((field) => operationFor(way, type, field, given));
  });
}

interface Way {
  readonly operation: `${OperationTypeNode}`;
  readonly steps: readonly Step[];
}

/** The shortest way to each object type. */
function waysTo(schema: GraphQLSchema, given: ArgumentTexts): Map<string, Way> {
  const ways = new Map<string, Way>();
  const next: [GraphQLObjectType, Way][] = [];
  const visit = (type: GraphQLObjectType, way: Way) => {
    if (ways.has(type.name)) return;
    ways.set(type.name, way);
    next.push([type, way]);
  };
  for (const operation of ['query', 'mutation'] as const) {
    const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
    if (root) visit(root, { operation, steps: [] });
  }
  for (let at = next.shift(); at !== undefined; at = next.shift()) {
    const [type, { operation, steps }] = at;
    for (const field of Object.values(type.getFields())) {
      for (const [to, on] of objectsOf(schema, getNamedType(field.type)))
        visit(to, { operation, steps: [...steps, stepOf(type, field, on, given)] });
    }
  }
  return ways;
}

function objectsOf(schema: GraphQLSchema, type: GraphQLNamedType): [GraphQLObjectType, string | null][] {
  if (isObjectType(type)) return [[type, null]];
  if (!isAbstractType(type)) return [];
  return schema.getPossibleTypes(type).map((one) => [one, one.name]);
}

type Field = GraphQLField<unknown, unknown>;

function stepOf(type: GraphQLObjectType, field: Field, on: string | null, given: ArgumentTexts): Step {
  const coordinate = `${type.name}.${field.name}`;
  const text = given[coordinate];
  if (text === undefined && field.args.some(isRequiredArgument))
    throw new Error(`${coordinate} needs arguments: say which.`);
  return { coordinate, name: field.name, call: field.name + (text === undefined ? '' : `(${text})`), on };
}

function operationFor(
  { operation, steps }: Way,
  type: GraphQLObjectType,
  field: Field,
  given: ArgumentTexts,
): FieldOperation {
  const last = stepOf(type, field, null, given);
  const innermost = isCompositeType(getNamedType(field.type)) ? `${last.call} { __typename }` : last.call;
  const text = steps.reduceRight(
    (inner, { call, on }) => `${call} { ${on === null ? inner : `... on ${on} { ${inner} }`} }`,
    innermost,
  );
  const all = [...steps, last];
  return {
    coordinate: last.coordinate,
    text: `${operation} { ${text} }`,
    path: all.map(({ name }) => name),
    coordinates: all.map(({ coordinate }) => coordinate),
  };
}
