import { ServiceError } from '@manuel/service';

/** No operations can be planned over this supergraph; `reasons` holds every one that is known. */
export class SupergraphRefused extends Error {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[], cause?: unknown) {
    super(`The supergraph is refused: ${reasons.join('; ')}`, { cause });
    this.reasons = reasons;
  }
}

const HTTP_STATUS = {
  /** Within the language, but bigger than what is planned here. */
  OPERATION_TOO_COMPLEX: 400,
  /** Not an operation of this schema. */
  OPERATION_INVALID: 400,
  /** Right GraphQL that this gateway does not do, such as subscriptions. */
  OPERATION_NOT_SUPPORTED: 400,
  /** The plan leaves a requested field out. */
  PLAN_INCOMPLETE: 500,
  /** The planner failed where it should not. */
  PLANNING_FAILED: 500,
} as const;

/** Why an operation has no plan. */
export type PlanRefusal = keyof typeof HTTP_STATUS;

/** An operation cannot be planned; the message is for people who wrote the operation. */
export class PlanRefused extends ServiceError {
  readonly code: PlanRefusal;
  readonly httpStatus: number;

  constructor(code: PlanRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.httpStatus = HTTP_STATUS[code];
  }
}
