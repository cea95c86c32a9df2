import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { PlanRefused } from '../refusals.ts';

/** One operation of a document with the fragments that it may spread. */
export interface SelectedOperation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** A document of the operation alone, with the fragments that it spreads: those of others may use other variables. */
export function standingAlone({ definition, fragments }: SelectedOperation): DocumentNode {
  const spread = new Map<string, FragmentDefinitionNode>();
  const add = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment === undefined || spread.has(name.value)) return;
        spread.set(name.value, fragment);
        add(fragment);
      },
    });
  };
  add(definition);
  return { kind: Kind.DOCUMENT, definitions: [definition, ...spread.values()] };
}

/** @throws PlanRefused when there is no operation of that name, no only one, or it is a subscription */
export function selectOperation(document: DocumentNode, name: string | undefined): SelectedOperation {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (name === undefined && operations.length > 1)
    throw new PlanRefused('OPERATION_INVALID', 'The document has several operations: name the one to run.');
  const definition = operations.find((node) => name === undefined || node.name?.value === name);
  if (definition === undefined)
    throw new PlanRefused('OPERATION_INVALID', `The document has no operation ${name ?? 'at all'}.`);
  if (definition.operation === OperationTypeNode.SUBSCRIPTION)
    throw new PlanRefused('OPERATION_NOT_SUPPORTED', 'Subscriptions are not supported.');
  refuseReservedVariables(definition);
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return { definition, fragments: new Map(fragments.map((node) => [node.name.value, node])) };
}

/** Plans add variables of these names to the operations for subgraphs, next to those of the client. */
const RESERVED_VARIABLE = /^(representations|contextualArgument_\w+)$/;

function refuseReservedVariables(definition: OperationDefinitionNode): void {
  for (const { variable } of definition.variableDefinitions ?? []) {
    if (!RESERVED_VARIABLE.test(variable.name.value)) continue;
    throw new PlanRefused(
      'OPERATION_NOT_SUPPORTED',
      `The variable name $${variable.name.value} is used between the services: choose another.`,
    );
  }
}
