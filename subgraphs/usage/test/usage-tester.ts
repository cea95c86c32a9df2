import { randomUUID } from 'node:crypto';
import type { Caller } from '@manuel/identity';
import { FakeSubgraph, type GraphqlAnswer, SubgraphTester, silentLog, testCaller } from '@manuel/testkit';
import type { QuotaLimits } from '../src/rules/quota.ts';
import { startUsage } from '../src/server.ts';

const TAKE = `mutation ($input: TakeQuotaInput!) {
  takeQuota(input: $input) {
    __typename
    ... on QuotaTaken { remainingToday }
    ... on QuotaRefused { period limit resetsAt }
  }
}`;
const SETTLE = 'mutation ($input: SettleQuotaInput!) { settleQuota(input: $input) }';
const USAGE = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on User { usage { today { ...period } month { ...period } } }
  }
}
fragment period on QuotaPeriod { used limit remaining resetsAt }`;
const COST = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Question { cost { questions computeMilliseconds amountUsd } }
  }
}`;

/** How a charge ends; costs nothing where not said otherwise. */
export interface End {
  readonly outcome: 'KEEP' | 'RETURN';
  readonly computeMilliseconds?: number;
  readonly amountUsd?: number;
}

/** The audit subgraph, played: it takes entries, or refuses them with a code. */
export class FakeAudit extends FakeSubgraph {
  refusal: string | null = null;

  constructor() {
    super(() =>
      this.refusal === null
        ? { data: { recordEntries: 1 } }
        : { errors: [{ message: 'This is no entry.', extensions: { code: this.refusal } }] },
    );
  }
}

/** The usage subgraph under one set of limits, beside an audit that the test plays. */
export class UsageTester {
  readonly audit: FakeAudit;
  readonly #tester: SubgraphTester;

  private constructor(tester: SubgraphTester, audit: FakeAudit) {
    this.#tester = tester;
    this.audit = audit;
  }

  static async start(databaseUrl: string, limits: QuotaLimits): Promise<UsageTester> {
    const audit = new FakeAudit();
    const service = await startUsage({ databaseUrl, log: silentLog, limits, audit });
    return new UsageTester(await SubgraphTester.serve('usage', service), audit);
  }

  get served(): SubgraphTester {
    return this.#tester;
  }

  stop(): Promise<void> {
    return this.#tester.stop();
  }

  /** Takes one question as the queries subgraph does. */
  take(caller: Caller, chargeId: string = randomUUID()): Promise<GraphqlAnswer> {
    return this.takeAs('queries', caller, chargeId);
  }

  takeAs(service: string, caller: Caller, chargeId: string = randomUUID()): Promise<GraphqlAnswer> {
    return this.#tester.asService(service, caller).send(TAKE, { input: { chargeId, userId: caller.id } });
  }

  settle(caller: Caller, chargeId: string, end: End): Promise<GraphqlAnswer> {
    return this.settleAs('queries', caller, chargeId, end);
  }

  settleAs(service: string, caller: Caller, chargeId: string, end: End): Promise<GraphqlAnswer> {
    const input = { chargeId, userId: caller.id, ...end };
    return this.#tester.asService(service, caller).send(SETTLE, { input });
  }

  /** Asks for users' usage. @param ids the caller's own when none are given */
  usage(caller: Caller, ids: readonly string[] = [caller.id]): Promise<GraphqlAnswer> {
    const representations = ids.map((id) => ({ __typename: 'User', id }));
    return this.#tester.as(caller).send(USAGE, { representations });
  }

  /** How many questions count in the caller's day and month. */
  async used(caller: Caller): Promise<[today: unknown, month: unknown]> {
    const answer = await this.usage(caller);
    const of = (period: string) => answer.at('_entities', 0, 'usage', period, 'used');
    return [of('today'), of('month')];
  }

  cost(caller: Caller, chargeId: string): Promise<GraphqlAnswer> {
    return this.#tester
      .as(caller)
      .send(COST, { representations: [{ __typename: 'Question', id: chargeId }] });
  }
}

/** A caller whom no other test knows, so that each counts from nothing. */
export function newCaller(says: Partial<Caller> = {}): Caller {
  return testCaller({ id: `u-${randomUUID()}`, workspace: 'acme', ...says });
}
