import { port, readSettings } from '@manuel/service';
import { z } from 'zod';

const Settings = z.object({
  SUPERGRAPH: z.string().default('supergraph.graphql'),
  PORT: port.default(4000),
  SHARE_EQUAL_REQUESTS: z.string().optional(),
});

/** The environment of a gateway: this process's own with the gateway's settings laid over it. */
export function gatewayEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}

/** What Manuel's gateway is told by a benchmark or a conformance suite. */
export function readConfig(): { supergraphFile: string; port: number; shareEqual: boolean } {
  const { SUPERGRAPH, PORT, SHARE_EQUAL_REQUESTS } = readSettings(Settings, process.env);
  return { supergraphFile: SUPERGRAPH, port: PORT, shareEqual: SHARE_EQUAL_REQUESTS === '1' };
}
