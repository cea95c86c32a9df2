import { CliFailure, failureOf, failureOfProblem } from './failure.ts';
import type { GatewayClient } from './gateway-client.ts';
import {
  type Change,
  changeDeadLetters,
  type DeadLetter,
  KEEPERS,
  type Keeper,
  listDeadLetters,
} from './letter-operations.ts';

/** A dead letter, and the subgraph that keeps it. */
export interface Found extends DeadLetter {
  readonly subgraph: Keeper;
}

/** What the subgraphs that answered keep. */
export interface Findings {
  /** Newest first. */
  readonly letters: readonly Found[];
  readonly hasMore: boolean;
  /** Why a subgraph did not answer. */
  readonly problems: readonly CliFailure[];
}

const MOST = 100;

/** The dead letters of all subgraphs, as if they lay in one place. */
export class LetterRack {
  readonly #gateway: GatewayClient;

  constructor(gateway: GatewayClient) {
    this.#gateway = gateway;
  }

  /** @throws CliFailure when no subgraph answered, or the gateway did not */
  async newest(first: number): Promise<Findings> {
    return this.#find({ first });
  }

  /** @throws CliFailure when there is none of that id, or it cannot be told */
  async one(id: string): Promise<Found> {
    const { letters, problems } = await this.#find({ first: 1, ids: [id] });
    const [letter] = letters;
    if (letter === undefined) throw problems[0] ?? noneOf([id]);
    return letter;
  }

  /**
   * Redrives or discards letters, wherever they are.
   * @returns the ids of those that were there, and why the others were not changed
   * @throws CliFailure when it cannot be told where any of them is
   */
  async change(
    change: Change,
    ids: readonly string[],
  ): Promise<{ changed: string[]; failure: CliFailure | undefined }> {
    const { letters, problems } = await this.#find({ first: MOST, ids });
    const changed = new Set<string>();
    const failures = [...problems];
    for (const [keeper, kept] of Map.groupBy(letters, ({ subgraph }) => subgraph)) {
      const own = kept.map(({ id }) => id);
      try {
        const { letters: answer } = await this.#gateway.run(changeDeadLetters(change, keeper, own));
        if (answer.__typename === 'InvalidInput') failures.push(failureOfProblem(answer));
        else for (const id of answer.ids) changed.add(id);
      } catch (error) {
        failures.push(failureOf(error));
      }
    }
    const missing = ids.filter((id) => !changed.has(id));
    return {
      changed: ids.filter((id) => changed.has(id)),
      failure: missing.length === 0 ? undefined : (failures[0] ?? noneOf(missing)),
    };
  }

  async #find(variables: { first: number; ids?: readonly string[] }): Promise<Findings> {
    const { data, problems } = await this.#gateway.runPartly(listDeadLetters(variables));
    const parts = KEEPERS.map((subgraph) => ({ subgraph, part: data.deadLetters?.[subgraph] ?? null }));
    if (problems[0] !== undefined && parts.every(({ part }) => part === null)) throw problems[0];
    const all = parts.flatMap(
      ({ subgraph, part }) => part?.edges.map(({ node }) => ({ subgraph, ...node })) ?? [],
    );
    const letters = all.toSorted((a, b) => b.diedAt.localeCompare(a.diedAt)).slice(0, variables.first);
    const hasMore = all.length > letters.length || parts.some(({ part }) => part?.pageInfo.hasNextPage);
    return { letters, hasMore, problems };
  }
}

function noneOf(ids: readonly string[]): CliFailure {
  return new CliFailure(4, 'NOT_FOUND', `There is no dead letter ${ids.join(', ')} in this workspace.`);
}
