import { isIP } from 'node:net';
import { port } from '@manuel/service';
import { z } from 'zod';
import { usualAddress } from './address.ts';
import type { EdgeSettings } from './edge.ts';
import { Networks, network } from './networks.ts';
import { Origins } from './origins.ts';

const proxy = network.refine(
  ({ prefix }) => prefix > 0,
  'a prefix of 0 would believe whatever anybody says: name the networks of your proxies',
);
const proxies = listOf(proxy);
const origins = listOf(
  z.string().refine((text) => text === '*' || isOrigin(text), {
    error: ({ input }) =>
      `"${input}" is no origin: expected scheme, host and, where it is not the usual one, port, such as https://app.example`,
  }),
);

/** What sets up the gateway's outer skin, as texts: `edgeOf` reads them. */
export const edgeSettings = {
  TRUST_PROXY: textOf(proxies),
  NETWORKS_FILE: z.string().optional(),
  ADMIN_HOST: z.string().default('127.0.0.1'),
  ADMIN_PORT: port.optional(),
  CORS_ORIGINS: textOf(origins),
  STAGE: z.enum(['production', 'development'], 'expected production or development').default('production'),
};

const EdgeTexts = z.object(edgeSettings);
type EdgeTexts = z.output<typeof EdgeTexts>;

/** Every origin is an answer for development on one's own machine alone. */
export function refuseOpenOrigins(
  { CORS_ORIGINS, STAGE, HOST }: Pick<EdgeTexts, 'CORS_ORIGINS' | 'STAGE'> & { readonly HOST: string },
  context: z.RefinementCtx,
): void {
  if (!itemsOf(CORS_ORIGINS ?? '').includes('*')) return;
  if (STAGE === 'development' && isLoopback(HOST)) return;
  context.addIssue({
    code: 'custom',
    path: ['CORS_ORIGINS'],
    message:
      '* is for development alone: name the origins, or set STAGE to development and HOST to an address of this machine alone, such as 127.0.0.1',
  });
}

/** The gateway's outer skin as the settings say. */
export function edgeOf(settings: EdgeTexts): EdgeSettings {
  const { TRUST_PROXY, NETWORKS_FILE, ADMIN_HOST, ADMIN_PORT, CORS_ORIGINS } = settings;
  return {
    trusted: new Networks(proxies.parse(TRUST_PROXY ?? '')),
    networksFile: NETWORKS_FILE,
    origins: new Origins(origins.parse(CORS_ORIGINS ?? '')),
    admin: ADMIN_PORT === undefined ? undefined : { host: ADMIN_HOST, port: ADMIN_PORT },
  };
}

/** A list of items with commas between them. */
function listOf<T extends z.ZodType<unknown, string>>(item: T) {
  return z.string().transform(itemsOf).pipe(z.array(item));
}

function itemsOf(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  return items.filter((item) => item !== '');
}

/** A text that the list can be read from. It stays a text: processes hand it on to those that they start. */
function textOf(list: z.ZodType<unknown, string>) {
  return z
    .string()
    .superRefine((text, context) => {
      const read = list.safeParse(text);
      for (const { message } of read.error?.issues ?? []) context.addIssue({ code: 'custom', message });
    })
    .optional();
}

function isOrigin(text: string): boolean {
  return /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const address = usualAddress(host) ?? '';
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}
