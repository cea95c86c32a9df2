import { FragmentElement } from '@apollo/federation-internals';
import { GraphPath, type QueryGraph, type Vertex } from '@apollo/query-graphs';

/**
 * Lets the planner see that it is a detour to go from an interface object to the interface's types in another subgraph
 * and from each of them back: what is asked of every type there can be asked of the interface object. The planner
 * leaves out detours over other types. Over these it would follow one more way for each field, with a branch for each
 * type, and ways multiply: five fields inside each other, all in the interface object's subgraph, were over the bound.
 *
 * It replaces a method of the library for the whole process, since planners make their paths themselves; to be called
 * once.
 */
export function leaveOutInterfaceObjectDetours(): void {
  const { prototype } = GraphPath;
  const original = prototype.checkDirectPathFromPreviousSubgraphTo;
  prototype.checkDirectPathFromPreviousSubgraphTo = function (typeName, triggerToEdge, ...others) {
    const withCasts: typeof triggerToEdge = (graph, vertex, trigger, overrides) => {
      const edge = triggerToEdge(graph, vertex, trigger, overrides);
      // Null means that there is nothing to follow: the object stays the same one.
      return edge === undefined && isCast(graph, vertex, trigger) ? null : edge;
    };
    return original.call(this, typeName, withCasts, ...others);
  };
}

/** Whether an element of an operation takes an interface object for one of the interface's types. */
function isCast(graph: QueryGraph, vertex: Vertex, element: unknown): boolean {
  if (!(element instanceof FragmentElement)) return false;
  const name = element.typeCondition?.name;
  return graph
    .outEdges(vertex)
    .some(
      ({ transition }) =>
        transition.kind === 'InterfaceObjectFakeDownCast' && transition.castedTypeName === name,
    );
}
