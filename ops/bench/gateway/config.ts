import { port, readSettings } from '@manuel/service';
import { z } from 'zod';

const Settings = z.object({
  SUPERGRAPH: z.string().default('supergraph.graphql'),
  PORT: port.default(4000),
  SHARE_EQUAL_REQUESTS: z.string().optional(),
  TOKEN_KEY_FILE: z.string().optional(),
  REDIS_URL: z.string().optional(),
});

/** What Manuel's gateway is told by a benchmark or a conformance suite. */
export interface GatewayConfig {
  readonly supergraphFile: string;
  readonly port: number;
  readonly shareEqual: boolean;
  /** With it, callers are verified and their requests are counted; without, everybody is let in. */
  readonly tokenKeyFile: string | undefined;
  readonly redisUrl: string | undefined;
}

/** The environment of a gateway: this process's own with the gateway's settings laid over it. */
export function gatewayEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}

/** The environment of Manuel as a whole: the settings, and nothing of this process's own that would set it up. */
export function wholeEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
}

/** Where requests to subgraphs are counted. */
export function readCountsFolder(): string {
  return readSettings(z.object({ COUNTS_FOLDER: z.string() }), process.env).COUNTS_FOLDER;
}

const url = z.url('expected a URL');
const StockSettings = z.object({
  SUPERGRAPH: z.string(),
  PORT: port,
  MANUEL_DATA_DIR: z.string(),
  MANUALS_URL: url,
  QUERIES_URL: url,
  USAGE_URL: url,
  AUDIT_URL: url,
});

/** What Apollo's gateway is told to stand before Manuel's subgraphs. */
export function readStockConfig() {
  return readSettings(StockSettings, process.env);
}

/** What Manuel's gateway is told by a benchmark or a conformance suite. */
export function readConfig(): GatewayConfig {
  const read = readSettings(Settings, process.env);
  return {
    supergraphFile: read.SUPERGRAPH,
    port: read.PORT,
    shareEqual: read.SHARE_EQUAL_REQUESTS === '1',
    tokenKeyFile: read.TOKEN_KEY_FILE,
    redisUrl: read.REDIS_URL,
  };
}
