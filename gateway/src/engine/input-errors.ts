import {
  coerceInputValue,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isLeafType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

/** How graphql-js begins a sentence that goes on with the value. */
const WITH_VALUE = / got invalid value /;

interface Inputs {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Why variables are not taken, without their values: a password that came under the wrong name would stand in an error,
 * and errors are logged by clients and by what lies between.
 * @param errors those of graphql-js, which quote the values
 */
export function inputErrors(inputs: Inputs, errors: readonly GraphQLError[]): GraphQLError[] {
  const harmless = errors.filter(({ message }) => !WITH_VALUE.test(message));
  return [
    ...harmless.map(({ message, nodes }) => inputError(message, nodes)),
    ...valueErrors(inputs, errors.length - harmless.length),
  ];
}

/** @param most no more are looked for: a long list may hold very many */
function valueErrors({ schema, operation, variables }: Inputs, most: number): GraphQLError[] {
  const told: GraphQLError[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type) || !Object.hasOwn(variables, name)) continue;
    try {
      coerceInputValue(variables[name], type, (path, value, { message }) => {
        if (told.length >= most) throw new Enough();
        const place = path.length === 0 ? '' : ` at "${[name, ...path].join('.')}"`;
        const reason = value == null ? message : (expectation(type, path) ?? message);
        told.push(
          inputError(`Variable "$${name}" is not what it should be${place}: ${reason}`, [definition]),
        );
      });
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    }
  }
  return told;
}

class Enough extends Error {}

/** What is right where a plain value is expected. Of objects, graphql-js tells names alone. */
function expectation(type: GraphQLInputType, path: readonly (string | number)[]): string | undefined {
  let named = getNamedType(type);
  for (const key of path) {
    const field = isInputObjectType(named) ? named.getFields()[key] : undefined;
    if (field !== undefined) named = getNamedType(field.type);
  }
  if (!isLeafType(named)) return undefined;
  if (!isEnumType(named)) return `expected ${named.name}.`;
  return `expected one of ${named
    .getValues()
    .map(({ name }) => name)
    .join(', ')}.`;
}

function inputError(message: string, nodes: GraphQLError['nodes']): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}
