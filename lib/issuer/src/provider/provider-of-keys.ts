import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TokenKeyFile } from '@manuel/identity';
import type { Logger } from '@manuel/service';
import type { Provider } from 'oidc-provider';
import type { ProviderOptions } from './configuration.ts';
import { createProvider } from './create-provider.ts';
import type { NotedEvents } from './noted-events.ts';
import { Seal } from './seal.ts';

export interface ProviderOfKeysOptions extends Omit<ProviderOptions, 'keys' | 'store'> {
  readonly keys: TokenKeyFile;
  readonly events: NotedEvents;
  readonly log: Logger;
}

type Callback = ReturnType<Provider['callback']>;

/** The OpenID provider. It takes its keys when it is made, so a rotation makes another, which goes on from the database. */
export class ProviderOfKeys {
  readonly #issuer: string;
  readonly #options: ProviderOfKeysOptions;
  #made: { readonly provider: Provider; readonly callback: Callback; readonly keysAre: string } | undefined;

  /** @param issuer its URL */
  constructor(issuer: string, options: ProviderOfKeysOptions) {
    this.#issuer = issuer;
    this.#options = options;
  }

  get current(): Provider {
    return this.#current().provider;
  }

  async answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const { callback } = this.#current();
    this.#options.events.begin(request, requestId);
    await callback(request, response);
  }

  #current() {
    const keys = this.#options.keys.current();
    const keysAre = [keys.signing(), ...keys.accepted()].map(({ kid }) => kid).join(' ');
    if (this.#made?.keysAre === keysAre) return this.#made;
    const { database, secrets, events, log } = this.#options;
    const store = { database, secrets, seal: new Seal(secrets.sealKey) };
    const provider = createProvider(this.#issuer, { ...this.#options, store, keys }, log);
    events.listenTo(provider);
    this.#made = { provider, callback: provider.callback(), keysAre };
    return this.#made;
  }
}
