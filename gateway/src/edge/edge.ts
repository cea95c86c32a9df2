import { listen } from '@manuel/service';
import type { FastifyInstance } from 'fastify';
import { createHttpServer } from '../http-server.ts';
import { guardNetworks } from './network-guard.ts';
import type { Surface } from './network-lists.ts';
import { Networks } from './networks.ts';
import { NetworksFile } from './networks-file.ts';
import { guardOrigins } from './origin-guard.ts';
import { Origins } from './origins.ts';
import { RefusedAddresses, type RefusedAddressesOptions } from './refused-addresses.ts';

/** How the gateway's outer skin is set up. */
export interface EdgeSettings {
  /** The proxies that are believed where a request comes from. */
  readonly trusted: Networks;
  /** A file of networks that may reach the gateway; undefined where all may. */
  readonly networksFile: string | undefined;
  /** Whose pages may ask, beside the gateway's own. */
  readonly origins: Origins;
  /** Where the admin surface listens; undefined where it shares the public port. */
  readonly admin: { readonly host: string; readonly port: number } | undefined;
}

/** No proxy, no list, no foreign origin, one port. */
export const PLAIN_EDGE: EdgeSettings = {
  trusted: new Networks([]),
  networksFile: undefined,
  origins: Origins.own,
  admin: undefined,
};

/** The gateway's outer skin: its servers, and what every request passes before anything knows what it asks. */
export class Edge {
  readonly #settings: EdgeSettings;
  readonly #networks: NetworksFile;
  readonly #refused: RefusedAddresses;
  readonly publicServer: FastifyInstance;
  /** Serves those who run the installation; the public server where the two share a port. */
  readonly adminServer: FastifyInstance;

  private constructor(
    settings: EdgeSettings,
    guards: { networks: NetworksFile; refused: RefusedAddresses },
    servers: { publicServer: FastifyInstance; adminServer: FastifyInstance | undefined },
  ) {
    this.#settings = settings;
    this.#networks = guards.networks;
    this.#refused = guards.refused;
    this.publicServer = servers.publicServer;
    this.adminServer = servers.adminServer ?? servers.publicServer;
    this.#guard(this.publicServer, 'public');
    if (servers.adminServer !== undefined) this.#guard(servers.adminServer, 'admin');
  }

  /** @throws StartFailure when the file of networks says what cannot be meant */
  static async open(
    settings: EdgeSettings,
    { spool, log }: Pick<RefusedAddressesOptions, 'spool' | 'log'>,
  ): Promise<Edge> {
    const { trusted, networksFile: file, origins, admin } = settings;
    const guards = {
      networks: new NetworksFile({ file, log }),
      refused: new RefusedAddresses({ spool, log }),
    };
    const publicServer = await createHttpServer(log, { trusted });
    const adminServer = admin && (await createHttpServer(log, { trusted }));
    const edge = new Edge(settings, guards, { publicServer, adminServer });
    await origins.share(publicServer);
    for (const server of edge.servers) guardOrigins(server, origins, guards.refused);
    return edge;
  }

  get servers(): readonly FastifyInstance[] {
    return [...new Set([this.publicServer, this.adminServer])];
  }

  /** Adds what only networks of admins may reach. */
  addAdminRoutes(add: (scope: FastifyInstance) => void): void {
    this.adminServer.register(async (scope) => {
      if (this.adminServer === this.publicServer) this.#guard(scope, 'admin');
      add(scope);
    });
  }

  /**
   * Takes requests, on the admin surface's own port too where it has one.
   * @returns the public origin, such as http://127.0.0.1:4000
   * @throws StartFailure when it cannot listen
   */
  async listen(host: string, port: number): Promise<string> {
    const { admin } = this.#settings;
    if (admin !== undefined) await listen(this.adminServer, admin.host, admin.port, 'ADMIN_PORT');
    return listen(this.publicServer, host, port, 'PORT');
  }

  /** Closes its servers, and keeps what is left to be kept of what they refused. */
  async stop(): Promise<void> {
    for (const server of this.servers) await server.close();
    this.#networks.stop();
    await this.#refused.stop();
  }

  #guard(scope: FastifyInstance, surface: Surface): void {
    if (this.#settings.networksFile === undefined) return;
    guardNetworks(scope, { networks: this.#networks, refused: this.#refused, surface });
  }
}
