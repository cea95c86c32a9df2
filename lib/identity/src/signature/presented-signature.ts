import {
  type InnerList,
  type Item,
  type Parameters,
  parseDictionary,
  serializeInnerList,
} from 'structured-headers';
import { componentOf, type Message } from './message.ts';

export const INPUT_HEADER = 'signature-input';
export const SIGNATURE_HEADER = 'signature';

/** A signature as it came, of which nothing is verified yet. */
export interface PresentedSignature {
  /** What it covers, in its order: names of headers, and derived components such as `@method`. */
  readonly components: readonly string[];
  readonly parameters: Parameters;
  /** Components and parameters as they are signed. */
  readonly parametersText: string;
  readonly signature: Uint8Array;
}

/**
 * The one signature of a message (RFC 9421, 4). Parameters of components, such as `;sf`, are not taken.
 * @returns null when there is none
 * @throws Error when it cannot be read, or there are several
 */
export function presentedSignature(message: Message): PresentedSignature | null {
  const input = componentOf(message, INPUT_HEADER);
  const signatures = componentOf(message, SIGNATURE_HEADER);
  if (input === undefined && signatures === undefined) return null;
  const [named, ...others] = parseDictionary(input ?? '');
  if (named === undefined || others.length > 0) throw new Error('There is none, or there are several.');
  const [label, member] = named;
  const signature: unknown = parseDictionary(signatures ?? '').get(label)?.[0];
  if (!(signature instanceof ArrayBuffer)) throw new Error(`Signature has no bytes called ${label}.`);
  if (!isInnerList(member)) throw new Error(`${label} is no list of components.`);
  return {
    components: member[0].map(componentNameIn),
    parameters: member[1],
    parametersText: serializeInnerList(member),
    signature: new Uint8Array(signature),
  };
}

function isInnerList(member: Item | InnerList): member is InnerList {
  return Array.isArray(member[0]);
}

function componentNameIn([name, parameters]: Item): string {
  if (typeof name !== 'string' || parameters.size > 0) throw new Error('This component is not taken.');
  return name;
}
