import type { Origin } from '@manuel/identity';
import { Unavailable } from '@manuel/service';
import type { SubgraphAnswer, SubgraphRequest, SubgraphTransport } from '@manuel/subgraph';

/** One request that a fake subgraph was sent. */
export interface ReceivedRequest {
  readonly request: SubgraphRequest;
  readonly origin: Origin;
  readonly signal: AbortSignal | undefined;
}

type Answers = (request: SubgraphRequest, signal?: AbortSignal) => SubgraphAnswer | Promise<SubgraphAnswer>;

/** Another process, played by the test: answers what it is told to, keeps what it was sent, and can be away. */
export class FakeSubgraph implements SubgraphTransport {
  /** What it was sent while it was there, in order. */
  readonly received: ReceivedRequest[] = [];
  /** How often it was called while it was away. */
  missed = 0;
  readonly #answer: Answers;
  #isAway = false;

  constructor(answer: Answers) {
    this.#answer = answer;
  }

  goAway(): void {
    this.#isAway = true;
  }

  comeBack(): void {
    this.#isAway = false;
  }

  async execute(request: SubgraphRequest, origin: Origin, signal?: AbortSignal): Promise<SubgraphAnswer> {
    if (this.#isAway) {
      this.missed += 1;
      throw new Unavailable('The fake subgraph is away.');
    }
    this.received.push({ request, origin, signal });
    return this.#answer(request, signal);
  }
}
