import { createClient } from '@keyv/redis';
import { messageOf, withDeadline } from '@manuel/service';
import { z } from 'zod';
import type { Host, RedisPlace } from './redis-url.ts';

/** A connection to one server. */
export type Client = ReturnType<typeof createClient>;

const DEADLINE_MS = 1_000;

const Address = z.tuple([z.string(), z.coerce.number()]);
/** First and last slot, then the address of the master; what follows does not matter here. */
const Slots = z.array(
  z.tuple([z.number(), z.number(), z.tuple([z.string().nullable(), z.number()], z.unknown())], z.unknown()),
);

/**
 * Asks where the server is that takes writes now.
 * @param asked one of the place's hosts
 * @param key of which a cluster's master is sought
 * @throws Error when the one that is asked does not say
 */
export async function findMaster(place: RedisPlace, asked: Host, key: string): Promise<Host> {
  switch (place.kind) {
    case 'single':
      return asked;
    case 'sentinel':
      return askSentinel(place, asked, place.masterName);
    case 'cluster':
      return askNode(place, asked, key);
    default:
      return place satisfies never;
  }
}

/** A client that has not connected yet, and never connects again by itself. */
export function newClient(place: RedisPlace, { host, port }: Host): Client {
  const { username, password, database } = place;
  const socket = { host, port, connectTimeout: DEADLINE_MS, reconnectStrategy: false as const };
  const client = createClient({
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    database,
    disableOfflineQueue: true,
    socket: place.isEncrypted ? { ...socket, tls: true } : socket,
  });
  // Whoever waits for a call learns it from that; without a listener it would end the process.
  client.on('error', () => undefined);
  // @keyv/redis names the general client; this one has Redis's default modules, which it does not use.
  return client as Client;
}

/** Closes its connection, if there is one, and refuses what waits for an answer. */
export function endClient(client: Client): void {
  try {
    client.destroy();
  } catch {
    // It has ended by itself.
  }
}

async function askSentinel(place: RedisPlace, asked: Host, name: string): Promise<Host> {
  const { username = 'default', password } = place;
  // The password is that of the servers; many sentinels have none.
  const open = { ...place, username: undefined, password: undefined, database: 0 };
  return ask(open, asked, async (client) => {
    const command = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name];
    const answer = await client.sendCommand(command).catch(async (error: unknown) => {
      if (password === undefined || !messageOf(error).startsWith('NOAUTH')) throw error;
      await client.sendCommand(['AUTH', username, password]);
      return client.sendCommand(command);
    });
    if (answer === null) throw new Error(`The sentinel at ${nameOf(asked)} knows no master named ${name}.`);
    const [host, port] = Address.parse(answer);
    return { host, port };
  });
}

async function askNode(place: RedisPlace, asked: Host, key: string): Promise<Host> {
  return ask(place, asked, async (client) => {
    const slot = Number(await client.sendCommand(['CLUSTER', 'KEYSLOT', key]));
    const slots = Slots.parse(await client.sendCommand(['CLUSTER', 'SLOTS']));
    const owner = slots.find(([first, last]) => first <= slot && slot <= last);
    if (owner === undefined) throw new Error(`No node has slot ${slot}, says ${nameOf(asked)}.`);
    const [host, port] = owner[2];
    // A node that does not know its own name means the one under which it was reached.
    return { host: host === null || host === '' || host === '?' ? asked.host : host, port };
  });
}

async function ask<T>(place: RedisPlace, asked: Host, work: (client: Client) => Promise<T>): Promise<T> {
  const client = newClient(place, asked);
  try {
    const answer = client.connect().then(() => work(client));
    return await withDeadline(nameOf(asked), DEADLINE_MS, answer);
  } finally {
    endClient(client);
  }
}

function nameOf({ host, port }: Host): string {
  return `${host}:${port}`;
}
