import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { serializeString } from 'structured-headers';
import { contentDigest, DIGEST_HEADER } from './content-digest.ts';
import { ALGORITHM, hmacOf } from './hmac.ts';
import { componentOf, type Message } from './message.ts';
import { INPUT_HEADER, SIGNATURE_HEADER } from './presented-signature.ts';
import { type Component, signatureBase } from './signature-base.ts';

/** Who signs, and for how long it is good. */
export interface SigningParameters {
  readonly keyId: string;
  readonly key: KeyObject;
  readonly lifetimeSeconds: number;
  /** Whom it is for; left out where it need not say. */
  readonly tag?: string;
}

/** The two headers of a signature, as of now and with a nonce of its own. */
export function signatureHeaders(
  components: readonly Component[],
  { keyId, key, lifetimeSeconds, tag }: SigningParameters,
): { readonly [INPUT_HEADER]: string; readonly [SIGNATURE_HEADER]: string } {
  const created = Math.floor(Date.now() / 1000);
  let parameters = '(';
  for (const [name] of components) parameters += parameters === '(' ? `"${name}"` : ` "${name}"`;
  parameters += `);created=${created};expires=${created + lifetimeSeconds};nonce="${randomUUID()}"`;
  parameters += `;keyid=${serializeString(keyId)};alg="${ALGORITHM}"`;
  if (tag !== undefined) parameters += `;tag=${serializeString(tag)}`;
  const signature = hmacOf(signatureBase(components, parameters), key).toString('base64');
  return { [INPUT_HEADER]: `manuel=${parameters}`, [SIGNATURE_HEADER]: `manuel=:${signature}:` };
}

/** A request that is about to be sent. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string | URL;
  /** Of these, Content-Type is signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The key of a machine client, as it was given out. */
export interface ClientKey {
  readonly id: string;
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
}

const LIFETIME_SECONDS = 60;

/**
 * Signs a request of a machine client to the gateway (RFC 9421), once for each time that it is sent.
 * @returns the headers of the request with those that show who sends it
 * @throws Error when there is a body and no Content-Type
 */
export function signRequest(
  { method, url, headers = {}, body }: UnsignedRequest,
  { id, secret }: ClientKey,
): Record<string, string> {
  const { protocol, host, pathname, search } = new URL(url);
  const named = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const sent = { ...named, ...(body !== undefined && { [DIGEST_HEADER]: contentDigest(body) }) };
  const message: Message = {
    method: method.toUpperCase(),
    ...{ scheme: protocol.slice(0, -1), authority: host, target: `${pathname}${search}`, headers: sent },
  };
  const ofBody = body === undefined ? [] : [DIGEST_HEADER, 'content-type'];
  const components = ['@method', '@authority', '@path', '@query', ...ofBody].map((name): Component => {
    const value = componentOf(message, name);
    if (value === undefined) throw new Error(`A request with a body needs a ${name} to be signed.`);
    return [name, value];
  });
  const key = createSecretKey(secret);
  return { ...sent, ...signatureHeaders(components, { keyId: id, key, lifetimeSeconds: LIFETIME_SECONDS }) };
}
