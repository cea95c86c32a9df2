import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { type PlanNode, Planner, type RequiredSelection } from '../index.ts';
import type { PlanningLimits } from '../limits.ts';
import type { PathStep } from '../plan-node.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires",
  "@external", "@provides", "@shareable", "@inaccessible", "@interfaceObject", "@override", "@context", "@fromContext"])`;

/** The supergraph of subgraphs given as name → SDL, each at `http://<name>`. */
export function compose(subgraphs: Record<string, string>): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(`${LINK}\n${sdl}`),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map((error) => error.message).join('\n'));
  return supergraphSdl;
}

/** A planner over the composed subgraphs. */
export function plannerOver(subgraphs: Record<string, string>, limits?: Partial<PlanningLimits>): Planner {
  return Planner.build(compose(subgraphs), limits);
}

/** The plan of a document with one operation, as `outline` writes it. */
export function planOf(planner: Planner, text: string, activeOverrides?: ReadonlySet<string>): string {
  return outline(planner.plan(parse(text), undefined, activeOverrides)).join('\n');
}

/** One line per node, indented by depth. */
export function outline(node: PlanNode | undefined): string[] {
  if (node === undefined) return ['nothing'];
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return [node.kind, ...indent(node.nodes.flatMap(outline))];
    case 'Flatten':
      return [`at ${pathText(node.path)}`, ...indent(outline(node.node))];
    case 'Fetch': {
      const id = node.id === undefined ? '' : ` #${node.id}`;
      const requires = node.requires ? ` ${requiresText(node.requires)} =>` : '';
      return [`${node.serviceName}${id}:${requires} ${node.operation.replace(ENTITIES, '$1')}`];
    }
    case 'Condition':
      return [
        `if $${node.variable}`,
        ...indent(outline(node.ifNode)),
        'else',
        ...indent(outline(node.elseNode)),
      ];
    case 'Defer':
      return [
        'now',
        ...indent(outline(node.primary)),
        ...node.deferred.flatMap((part) => [
          `part ${part.part} after ${part.depends.join(',')}`,
          ...indent(outline(part.node)),
        ]),
      ];
    default:
      return node satisfies never;
  }
}

const ENTITIES = /^query[^{]*\{_entities\(representations:\$representations\)(.*)\}$/;

/** A path in one string: keys, `@` for each, `|Type` and `..`. */
export function pathText(path: readonly PathStep[]): string {
  return path
    .map((step) => {
      if (step.kind === 'key') return step.name;
      if (step.kind === 'type') return `|${step.names.join('+')}`;
      return step.kind === 'each' ? '@' : '..';
    })
    .join('.');
}

function requiresText(requires: readonly RequiredSelection[]): string {
  const texts = requires.map((selection) => {
    const inner = selection.selections ? requiresText(selection.selections) : '';
    if (selection.kind === 'InlineFragment') return `${selection.typeCondition ?? ''}${inner}`;
    return `${selection.name}${selection.sendAs ? `→${selection.sendAs}` : ''}${inner}`;
  });
  return `{${texts.join(' ')}}`;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
