export { LIMITS, type PlanningLimits } from './limits.ts';
export { conditionsOf } from './operation/conditions.ts';
export type {
  ConditionNode,
  DeferNode,
  DeferPart,
  DeferredNode,
  FetchNode,
  FlattenNode,
  KeyRenamer,
  ParallelNode,
  PathStep,
  PlanNode,
  RequiredField,
  RequiredFragment,
  RequiredSelection,
  Rewrite,
  SequenceNode,
  ValueSetter,
} from './plan-node.ts';
export { Planner } from './planner.ts';
export { type PlanRefusal, PlanRefused, SupergraphRefused } from './refusals.ts';
