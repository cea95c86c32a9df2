import { type Caller, ORIGIN_HEADER, OriginSigner } from '@manuel/identity';
import { newId } from '@manuel/service';
import { type SubgraphAnswer, type SubgraphService, serverOf } from '@manuel/subgraph';
import { GraphqlTester } from './graphql-tester.ts';
import { Scrape } from './scrape.ts';

/** Signs for all that one test file starts. */
export const testSigner: OriginSigner = new OriginSigner('a secret of forty bytes, for the tests only');

type Served = ReturnType<typeof serverOf>;

/** Lets tests read the metrics of a subgraph. */
const METRICS_TOKEN = 'the-token-of-those-who-scrape-in-tests';

/** A subgraph served on a port of its own, asked as the gateway and other processes ask it. */
export class SubgraphTester {
  /** Where it is served, such as http://127.0.0.1:40123. */
  readonly address: string;
  readonly #name: string;
  readonly #served: Served;
  readonly #service: SubgraphService;

  private constructor(name: string, address: string, served: Served, service: SubgraphService) {
    this.#name = name;
    this.address = address;
    this.#served = served;
    this.#service = service;
  }

  /**
   * Serves the subgraph until `stop`.
   * @param name the audience that it takes origins for
   * @param service started with `testSigner`
   */
  static async serve(name: string, service: SubgraphService): Promise<SubgraphTester> {
    const served = serverOf(service, { name, metricsToken: METRICS_TOKEN });
    const address = await served.server.listen({ host: '127.0.0.1', port: 0 });
    return new SubgraphTester(name, address, served, service);
  }

  get graphqlUrl(): string {
    return `${this.address}/graphql`;
  }

  /** Asks as the gateway does when it passes a caller's request on. */
  as(caller: Caller): GraphqlTester {
    return this.#signed(caller, null);
  }

  /** Asks as another process does. @param caller for whom; null when it acts for itself */
  asService(service: string, caller: Caller | null = null): GraphqlTester {
    return this.#signed(caller, service);
  }

  /** Asks as the gateway does that runs in the same process. @param leaving ends the call; aborted with `ClientGone` */
  async inProcess(
    caller: Caller,
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    leaving?: AbortSignal,
  ): Promise<SubgraphAnswer> {
    const origin = testSigner.sign({ caller, service: null, requestId: newId() }, this.#name);
    return this.#service.subgraph.execute({ query, variables }, { [ORIGIN_HEADER]: origin }, leaving);
  }

  /** Asks without a signed origin. */
  unsigned(): GraphqlTester {
    return new GraphqlTester(this.graphqlUrl);
  }

  /** Reads its metrics as Prometheus does. */
  async scrape(): Promise<Scrape> {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const response = await fetch(`${this.address}/metrics`, { headers });
    return new Scrape(await response.text());
  }

  async stop(): Promise<void> {
    await this.#served.server.close();
    await this.#served.metrics.stop();
    await this.#service.stop();
  }

  #signed(caller: Caller | null, service: string | null): GraphqlTester {
    return new GraphqlTester(this.graphqlUrl, async () => {
      const requestId = newId();
      const origin = testSigner.sign({ caller, service, requestId }, this.#name);
      return { headers: { [ORIGIN_HEADER]: origin }, requestId };
    });
  }
}
