import { type Caller, ORIGIN_HEADER, OriginSigner } from '@manuel/identity';
import { newId } from '@manuel/service';
import { type SubgraphAnswer, type SubgraphService, subgraphServer } from '@manuel/subgraph';
import { GraphqlTester } from './graphql-tester.ts';

/** Signs for all that one test file starts. */
export const testSigner: OriginSigner = new OriginSigner('a secret of forty bytes, for the tests only');

type HttpServer = ReturnType<typeof subgraphServer>['server'];

/** A subgraph served on a port of its own, asked as the gateway and other processes ask it. */
export class SubgraphTester {
  /** Where it is served, such as http://127.0.0.1:40123. */
  readonly address: string;
  readonly #name: string;
  readonly #server: HttpServer;
  readonly #service: SubgraphService;

  private constructor(name: string, address: string, server: HttpServer, service: SubgraphService) {
    this.#name = name;
    this.address = address;
    this.#server = server;
    this.#service = service;
  }

  /**
   * Serves the subgraph until `stop`.
   * @param name the audience that it takes origins for
   * @param service started with `testSigner`
   */
  static async serve(name: string, service: SubgraphService): Promise<SubgraphTester> {
    const { server } = subgraphServer(service.subgraph, service.probes);
    service.routes(server);
    const address = await server.listen({ host: '127.0.0.1', port: 0 });
    return new SubgraphTester(name, address, server, service);
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
    const origin = await testSigner.sign({ caller, service: null, requestId: newId() }, this.#name);
    return this.#service.subgraph.execute({ query, variables }, { [ORIGIN_HEADER]: origin }, leaving);
  }

  /** Asks without a signed origin. */
  unsigned(): GraphqlTester {
    return new GraphqlTester(this.graphqlUrl);
  }

  async stop(): Promise<void> {
    await this.#server.close();
    await this.#service.stop();
  }

  #signed(caller: Caller | null, service: string | null): GraphqlTester {
    return new GraphqlTester(this.graphqlUrl, async () => {
      const requestId = newId();
      const origin = await testSigner.sign({ caller, service, requestId }, this.#name);
      return { headers: { [ORIGIN_HEADER]: origin }, requestId };
    });
  }
}
