export { withDefaults } from './limits.ts';
export { conditionsOf } from './operation/conditions.ts';
export { type Deferral, type DeferredPart, deferVariables } from './operation/deferral.ts';
export { checkOperationSize } from './operation/operation-size.ts';
export { selectOperation } from './operation/selected-operation.ts';
export type {
  ConditionNode,
  DeferNode,
  DeferredNode,
  FetchNode,
  KeyRenamer,
  PathStep,
  PlanNode,
  RequiredField,
  RequiredFragment,
  RequiredSelection,
  Rewrite,
  ValueSetter,
} from './plan-node.ts';
export { Planner } from './planner.ts';
export { PlanRefused, SupergraphRefused } from './refusals.ts';
