import {
  type Caller,
  FixedKeyRing,
  firstRing,
  type KeyRing,
  newSecret,
  OriginSigner,
  OriginVerifier,
} from '@manuel/identity';
import { type Logger, newId } from '@manuel/service';
import { type SubgraphAnswer, type SubgraphService, serverOf } from '@manuel/subgraph';
import { GraphqlTester } from './graphql-tester.ts';
import { silentLog } from './recording-log.ts';
import { Scrape } from './scrape.ts';

/** The keys of all that one test file starts. */
export const testKeys: KeyRing = new FixedKeyRing(firstRing(newSecret()));

type Served = ReturnType<typeof serverOf>;

/** Lets tests read the metrics of a subgraph. */
const METRICS_TOKEN = 'the-token-of-those-who-scrape-in-tests';

/** A subgraph served on a port of its own, asked as the gateway and other processes ask it. */
export class SubgraphTester {
  /** Where it is served, such as http://127.0.0.1:40123. */
  readonly address: string;
  readonly #signer: OriginSigner;
  readonly #served: Served;
  readonly #service: SubgraphService;

  private constructor(name: string, address: string, served: Served, service: SubgraphService) {
    this.#signer = new OriginSigner(testKeys, name);
    this.address = address;
    this.#served = served;
    this.#service = service;
  }

  /**
   * Serves the subgraph until `stop`.
   * @param name for which the requests that it takes are signed
   */
  static async serve(
    name: string,
    service: SubgraphService,
    log: Logger = silentLog,
  ): Promise<SubgraphTester> {
    const origins = new OriginVerifier(testKeys, name, null);
    const served = serverOf(service, { name, metricsToken: METRICS_TOKEN, origins, log });
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
    const origin = { caller, service: null, requestId: newId() };
    return this.#service.subgraph.execute({ query, variables }, origin, leaving);
  }

  /** Asks without a signature. */
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
    return new GraphqlTester(this.graphqlUrl, async (body) => {
      const requestId = newId();
      const origin = { caller, service, requestId };
      return { headers: this.#signer.prepare({ origin, path: '/graphql', body })(), requestId };
    });
  }
}
