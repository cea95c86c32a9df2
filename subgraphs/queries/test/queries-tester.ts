import { randomUUID } from 'node:crypto';
import type { AuditMessage } from '@manuel/audit/client';
import type { Database } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import type { PassageFound } from '@manuel/manuals/client';
import type { SubgraphAnswer, SubgraphRequest } from '@manuel/subgraph';
import {
  eventually,
  FakeSubgraph,
  type GraphqlAnswer,
  SubgraphTester,
  silentLog,
  testCaller,
} from '@manuel/testkit';
import type { QuotaSettlement } from '@manuel/usage/client';
import { expect } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { startQueries } from '../src/server.ts';

const ASK = `mutation ($input: AskInput!) {
  ask(input: $input) {
    __typename
    ... on Question {
      id text askedAt askedBy { id }
      answer { text found confidence engine citations { passage { id } page quote } }
    }
    ... on InvalidInput { code message path }
    ... on QuotaExceeded { code message limit resetsAt }
  }
}`;

export const RESETS_AT = '2026-11-21T00:00:00.000Z';
export const LIMIT = 200;

/** The usage subgraph, played: it takes while it has some left, and remembers how each charge ended. */
export class FakeUsage extends FakeSubgraph {
  readonly taken = new Set<string>();
  readonly settlements: QuotaSettlement[] = [];
  isUsedUp = false;
  /** The code with which it refuses every settlement. */
  refusal: string | null = null;
  /** Goes away as soon as it has taken a question. */
  leavesAfterTaking = false;

  constructor() {
    super((request) => this.#answer(request));
  }

  /** How one charge was settled, in order. */
  outcomesOf(chargeId: unknown): string[] {
    return this.settlements.filter((one) => one.chargeId === chargeId).map(({ outcome }) => outcome);
  }

  #answer({ query, variables }: SubgraphRequest): SubgraphAnswer {
    if (query.includes('settleQuota')) {
      if (this.refusal !== null)
        return { errors: [{ message: 'This is no charge.', extensions: { code: this.refusal } }] };
      // What the client sends is a settlement.
      this.settlements.push(variables?.input as QuotaSettlement);
      return { data: { settleQuota: true } };
    }
    if (this.isUsedUp) {
      const takeQuota = { __typename: 'QuotaRefused', period: 'today', limit: LIMIT, resetsAt: RESETS_AT };
      return { data: { takeQuota } };
    }
    this.taken.add(Object(variables?.input).chargeId);
    if (this.leavesAfterTaking) this.goAway();
    return { data: { takeQuota: { __typename: 'QuotaTaken', remainingToday: LIMIT } } };
  }
}

/** The queries subgraph beside manuals, usage and audit that the test plays. */
export class QueriesTester {
  readonly served: SubgraphTester;
  readonly database: Database;
  readonly audit: FakeSubgraph;
  readonly manuals: FakeSubgraph;
  readonly usage: FakeUsage;

  private constructor(
    served: SubgraphTester,
    database: Database,
    fakes: Pick<QueriesTester, 'audit' | 'manuals' | 'usage'>,
  ) {
    this.served = served;
    this.database = database;
    this.audit = fakes.audit;
    this.manuals = fakes.manuals;
    this.usage = fakes.usage;
  }

  /** @param search what the manuals subgraph answers to each search */
  static async start(
    databaseUrl: string,
    search: (signal?: AbortSignal) => SubgraphAnswer | Promise<SubgraphAnswer>,
    redisUrl?: string,
  ): Promise<QueriesTester> {
    const fakes = {
      audit: new FakeSubgraph(() => ({ data: { recordEntries: 1 } })),
      manuals: new FakeSubgraph((_request, signal) => search(signal)),
      usage: new FakeUsage(),
    };
    const parts = { databaseUrl, redisUrl, log: silentLog };
    const service = await startQueries({ ...parts, ...fakes });
    const served = await SubgraphTester.serve('queries', service);
    return new QueriesTester(served, await openDatabase(databaseUrl), fakes);
  }

  async stop(): Promise<void> {
    await this.served.stop();
    await this.database.close();
  }

  /** Everybody is there and has something left. */
  restore(): void {
    for (const fake of [this.audit, this.manuals, this.usage]) fake.comeBack();
    this.usage.isUsedUp = false;
    this.usage.refusal = null;
    this.usage.leavesAfterTaking = false;
  }

  /** @param leaving closes the asker's connection */
  ask(caller: Caller, text: string, input: object = {}, leaving?: AbortSignal): Promise<GraphqlAnswer> {
    return this.served.as(caller).send(ASK, { input: { text, ...input } }, leaving);
  }

  /** Asks what is answered. @returns the question's id */
  async answered(caller: Caller, text: string, input: object = {}): Promise<string> {
    const answer = await this.ask(caller, text, input);
    answer.expectMatch({ ask: { __typename: 'Question' } });
    return String(answer.at('ask', 'id'));
  }

  /** Rows of one workspace. */
  async left(workspace: string): Promise<{ questions: number; citations: number }> {
    const [counts] = await this.database.fork().execute<{ questions: number; citations: number }[]>(
      `select (select count(*)::int from queries.questions where workspace = ?) as questions,
        (select count(*)::int from queries.citations where workspace = ?) as citations`,
      [workspace, workspace],
    );
    return counts ?? { questions: 0, citations: 0 };
  }

  /** The audit entries of one workspace that have been delivered, in their order. */
  entries(workspace: string): AuditMessage[] {
    // What an outbox delivers is what `auditMessage` made.
    const delivered = this.audit.received.flatMap(
      ({ request }) => request.variables?.entries as AuditMessage[],
    );
    return delivered.filter((entry) => entry.workspace === workspace).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Waits for exactly these entries: action, outcome and code of each, in their order. */
  async expectEntries(workspace: string, entries: readonly string[]): Promise<void> {
    const told = () =>
      this.entries(workspace).map(({ action, outcome, code }) =>
        [action, outcome, code ?? ''].join(' ').trim(),
      );
    await eventually(() => expect(told()).toEqual(entries));
  }
}

/** A reader in a workspace that no other test knows. */
export function newReader(says: Partial<Caller> = {}): Caller {
  return testCaller({ workspace: `w-${randomUUID()}`, ...says });
}

/** A passage as the manuals subgraph finds it. */
export function foundPassage(changes: Partial<PassageFound['passage']> = {}): PassageFound {
  return {
    score: 10,
    confidence: 0.9,
    why: { threshold: 0.5 },
    passage: {
      ...{ id: randomUUID(), page: 7, heading: 'Cleaning' },
      text: 'Wash the filter of the pump with cold water. Let it dry for an hour before you put it back.',
      manual: { id: randomUUID(), language: 'en' },
      ...changes,
    },
  };
}
