import { type CallFor, SubgraphClient, type SubgraphTransport } from '@manuel/subgraph';
import { z } from 'zod';

/** How a taken question ended, as plain JSON: it may wait in an outbox. */
export interface QuotaSettlement {
  readonly chargeId: string;
  readonly userId: string;
  readonly outcome: 'KEEP' | 'RETURN';
  readonly computeMilliseconds: number;
  readonly amountUsd: number;
}

const Taken = z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('QuotaTaken'), remainingToday: z.number() }),
  z.object({
    __typename: z.literal('QuotaRefused'),
    period: z.string(),
    limit: z.number(),
    resetsAt: z.coerce.date(),
  }),
]);

/** Whether a question was taken from the quota, or which limit stood against it. */
export type QuotaDecision = z.output<typeof Taken>;

const TAKE = `mutation ($input: TakeQuotaInput!) {
  takeQuota(input: $input) {
    __typename
    ... on QuotaTaken { remainingToday }
    ... on QuotaRefused { period limit resetsAt }
  }
}`;
const SETTLE = 'mutation ($input: SettleQuotaInput!) { settleQuota(input: $input) }';

/** Charges questions to quotas. */
export class UsageClient {
  readonly #client: SubgraphClient;

  /** @param service the process that charges */
  constructor(service: string, transport: SubgraphTransport) {
    this.#client = new SubgraphClient('usage', service, transport);
  }

  /**
   * Takes one question from the caller's quota before it is answered; the same id again takes nothing more.
   * @throws Unavailable when the usage subgraph is away: nothing is answered uncounted
   */
  async take(chargeId: string, userId: string, callFor: CallFor): Promise<QuotaDecision> {
    const shape = z.object({ takeQuota: Taken });
    return (await this.#client.call(TAKE, { input: { chargeId, userId } }, shape, callFor)).takeQuota;
  }

  /** Makes a taken question final or gives it back; may be repeated. */
  async settle(settlement: QuotaSettlement, callFor: CallFor): Promise<void> {
    await this.#client.call(SETTLE, { input: settlement }, z.object({ settleQuota: z.boolean() }), callFor);
  }
}
