import { RedisNonces } from '@manuel/cache';
import type { TokenReader } from '@manuel/identity';
import { type Issuer, KeyBook } from '@manuel/issuer';
import type { Logger } from '@manuel/service';
import { ApiKeys } from './pipeline/api-keys.ts';
import { type Identify, identifyWith } from './pipeline/identification.ts';
import { SignedRequests } from './pipeline/signed-requests.ts';
import type { SigningKeys } from './pipeline/signing-keys.ts';

export interface CredentialsOptions {
  readonly verifier: TokenReader;
  /**
   * The issuer in the box; undefined where there is no database for it, so that nobody signs in here and there are no API
   * keys. Stopped with the gateway.
   */
  readonly issuer: Issuer | undefined;
  /** From which the secrets are derived with which API keys sign requests. */
  readonly apiKeySecret: string;
  /** With which machine clients sign their requests; without it, the API keys of the issuer's service accounts. */
  readonly signingKeys?: SigningKeys;
  /** Where all gateways keep together which signatures were used; undefined where there is one. */
  readonly redisUrl: string | undefined;
  readonly log: Logger;
}

/** All that tells a gateway who asks. */
export interface Credentials {
  readonly identify: Identify;
  readonly signedRequests: SignedRequests;
  /** Lets go of what it holds; to be called before the issuer is stopped. */
  stop(): Promise<void>;
}

/** Gets ready to tell callers by tokens, API keys and signatures. */
export async function openCredentials(options: CredentialsOptions): Promise<Credentials> {
  const { verifier, issuer, apiKeySecret, redisUrl, log } = options;
  const apiKeys = issuer && new ApiKeys({ book: new KeyBook(issuer.database, apiKeySecret), log });
  const signingKeys = options.signingKeys ?? apiKeys ?? null;
  const needsNonces = signingKeys !== null && redisUrl !== undefined;
  const nonces = needsNonces ? await RedisNonces.open(redisUrl, 'gateway', log) : null;
  return {
    identify: identifyWith(verifier, apiKeys),
    signedRequests: new SignedRequests(signingKeys, nonces),
    async stop() {
      nonces?.close();
      await apiKeys?.stop();
    },
  };
}
