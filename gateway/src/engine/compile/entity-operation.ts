import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { type SubgraphOperation, subgraphOperation } from '../subgraph-call.ts';
import type { Step } from './step.ts';

/** The planner's name for the variable that carries a step's representations. */
const REPRESENTATIONS = 'representations';

/** One `_entities` of an operation, for all steps that select the same. */
export interface EntityPart {
  /** Its response key, and the name of the variable that carries its representations. */
  readonly key: string;
  readonly variable: string;
  readonly steps: readonly Step[];
}

/** An operation that fetches for one or several entity steps of one subgraph. */
export interface EntityOperation {
  readonly operation: SubgraphOperation;
  readonly parts: readonly EntityPart[];
  /** The client's variables that it uses. */
  readonly variables: readonly string[];
}

/** What a step's query is made of. */
interface ParsedStep {
  readonly step: Step;
  readonly selectionSet: SelectionSetNode;
  readonly variables: readonly VariableDefinitionNode[];
  readonly fragments: readonly FragmentDefinitionNode[];
}

/** Joins entity steps that are ready together into one operation, with an aliased `_entities` for each selection. */
export function entityOperation(steps: readonly Step[]): EntityOperation {
  const [first] = steps;
  if (first === undefined) throw new Error('There is no step to join.');
  const variables = [...new Set(steps.flatMap((step) => step.variables))];
  if (steps.length === 1) {
    const parts = [{ key: '_entities', variable: REPRESENTATIONS, steps }];
    return { operation: subgraphOperation(first.subgraph, 'query', first.query), parts, variables };
  }
  return joined(first.subgraph, steps.map(parseStep), variables);
}

function joined(
  subgraph: string,
  parsed: readonly ParsedStep[],
  variables: readonly string[],
): EntityOperation {
  const prefix = freePrefix(variables);
  const definitions = new Map<string, string>();
  const fragments: string[] = [];
  const parts: EntityPart[] = [];
  const fields: string[] = [];
  for (const same of groupBySelection(parsed).values()) {
    const [{ selectionSet, fragments: own, variables: used }] = same;
    const key = `${prefix}${parts.length}`;
    for (const definition of used) definitions.set(definition.variable.name.value, print(definition));
    const renamed = withSuffix(own, selectionSet, `_${key}`);
    fragments.push(...renamed.fragments.map(compact));
    fields.push(`${key}:_entities(representations:$${key})${compact(renamed.selectionSet)}`);
    definitions.set(key, `$${key}:[_Any!]!`);
    parts.push({ key, variable: key, steps: same.map(({ step }) => step) });
  }
  const query = `query(${[...definitions.values()].join(',')}){${fields.join(' ')}}${fragments.join('')}`;
  return { operation: subgraphOperation(subgraph, 'query', query), parts, variables };
}

/** Steps whose selections and fragments read the same can share their entities. */
function groupBySelection(parsed: readonly ParsedStep[]): Map<string, [ParsedStep, ...ParsedStep[]]> {
  const groups = new Map<string, [ParsedStep, ...ParsedStep[]]>();
  for (const one of parsed) {
    const text = [one.selectionSet, ...one.fragments].map(compact).join(' ');
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [one]);
    else group.push(one);
  }
  return groups;
}

function parseStep(step: Step): ParsedStep {
  const { definitions } = parse(step.query, { noLocation: true });
  const operation = definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  const entities = operation?.selectionSet.selections[0];
  if (operation === undefined || entities?.kind !== Kind.FIELD || entities.selectionSet === undefined) {
    throw new Error('An entity fetch selects _entities.');
  }
  return {
    step,
    selectionSet: entities.selectionSet,
    variables: (operation.variableDefinitions ?? []).filter(
      ({ variable }) => variable.name.value !== REPRESENTATIONS,
    ),
    fragments: definitions.filter(
      (one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION,
    ),
  };
}

/** Two steps may mean different fragments by one name, so each part's get a name of their own. */
function withSuffix(
  fragments: readonly FragmentDefinitionNode[],
  selectionSet: SelectionSetNode,
  suffix: string,
) {
  const rename = <N extends SelectionSetNode | FragmentDefinitionNode>(node: N): N =>
    visit(node, {
      FragmentSpread: (spread) => ({
        ...spread,
        name: { ...spread.name, value: spread.name.value + suffix },
      }),
      FragmentDefinition: (definition) => ({
        ...definition,
        name: { ...definition.name, value: definition.name.value + suffix },
      }),
    });
  return { fragments: fragments.map(rename), selectionSet: rename(selectionSet) };
}

/** The beginning of names that no variable of the client has. */
function freePrefix(variables: readonly string[]): string {
  let prefix = 'e';
  while (variables.some((name) => name.startsWith(prefix))) prefix += '_';
  return prefix;
}

/** Printed without the white space that means nothing; strings keep theirs, so texts with any stay as they are. */
function compact(node: SelectionSetNode | FragmentDefinitionNode): string {
  const text = print(node);
  return text.includes('"') ? text : text.replace(/\s+/g, ' ');
}
