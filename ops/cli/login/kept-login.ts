import { CliFailure } from '../failure.ts';
import { IssuerClient } from './issuer-client.ts';
import type { LoginFile } from './login-file.ts';

/** A token that ends this soon is not sent any more: it may be over when it arrives. */
const SPARE_MS = 30_000;

/** A sign-in that `manuel login` kept, as where tokens come from. */
export class KeptLogin {
  readonly #file: LoginFile;
  readonly #gateway: URL;

  /** @param gateway any URL of the gateway that was signed in to */
  constructor(file: LoginFile, gateway: URL) {
    this.#file = file;
    this.#gateway = gateway;
  }

  /** Whether somebody has signed in to this gateway. @throws CliFailure when the file cannot be trusted */
  get isThere(): boolean {
    return this.#file.read(this.#gateway.origin) !== undefined;
  }

  /**
   * An access token; a new one when the kept one is about to end. Two commands that refresh at the same moment get the
   * same refresh token, so neither needs to wait for the other.
   * @throws CliFailure when the sign-in is over, or the gateway is away
   */
  async token(): Promise<string> {
    const { origin } = this.#gateway;
    const kept = this.#file.read(origin);
    if (kept === undefined) throw isOver();
    if (Date.parse(kept.expiresAt) - Date.now() > SPARE_MS) return kept.accessToken;
    const renewed = await new IssuerClient(this.#gateway).refresh(kept);
    this.#file.write(origin, renewed);
    if (renewed === undefined) throw isOver();
    return renewed.accessToken;
  }
}

function isOver(): CliFailure {
  return new CliFailure(3, 'NOT_SIGNED_IN', 'Your sign-in is over: run manuel login.');
}
