import type { Environment } from '@manuel/service';
import { z } from 'zod';
import { DEMO_CALLERS } from '../start/demo.ts';
import { demoCaller, mintToken } from './access-token.ts';
import { AdminClient } from './admin-client.ts';
import { type CliConfig, readConfig } from './config.ts';
import { GatewayClient } from './gateway-client.ts';
import { KeptLogin } from './login/kept-login.ts';
import { LoginFile } from './login/login-file.ts';
import { parseOptions } from './options.ts';
import { Output, type Terminal } from './output.ts';

const OWN_TOKEN_SECONDS = 600;

/** What every command works with. */
export interface Context {
  readonly config: CliConfig;
  readonly gateway: GatewayClient;
  readonly admin: AdminClient;
  readonly output: Output;
}

/** Makes the context once the global options are known. */
export type ContextSource = () => Context;

const GlobalOptions = z.object({
  url: z.string().optional(),
  token: z.string().optional(),
  as: z.string().optional(),
  json: z.boolean().default(false),
});
type GlobalOptions = z.infer<typeof GlobalOptions>;

/**
 * @param options the global options, as commander read them
 * @throws CliFailure when they cannot be meant
 */
export function createContext(options: unknown, terminal: Terminal, environment?: Environment): Context {
  const config = readConfig(environment);
  const parsed = parseOptions(GlobalOptions, options);
  const url = parsed.url ?? config.url;
  const token = tokenSource(parsed, config, url);
  const gateway = new GatewayClient(url, token);
  const adminUrl = parsed.url === undefined ? config.adminUrl : undefined;
  return {
    config,
    gateway,
    admin: new AdminClient(adminUrl === undefined ? gateway.url : new URL(adminUrl), token),
    output: new Output(terminal, { json: parsed.json, color: config.color }),
  };
}

/**
 * What was said on the command line counts before the environment, and that before a kept sign-in; a demo user is the
 * last resort.
 */
function tokenSource({ token, as }: GlobalOptions, config: CliConfig, url: string): () => Promise<string> {
  const given = token ?? (as === undefined ? config.token : undefined);
  if (given !== undefined) return async () => given;
  const kept = as === undefined ? keptLogin(config, url) : undefined;
  if (kept !== undefined) return () => kept.token();
  const caller = demoCaller(as ?? DEMO_CALLERS.ada.id);
  // A new one for each request, as adding many files may take longer than one token lasts.
  return () => mintToken(config.dataFolder, caller, OWN_TOKEN_SECONDS);
}

/** The sign-in at this gateway, where there is one. */
function keptLogin({ loginFile }: CliConfig, url: string): KeptLogin | undefined {
  if (!URL.canParse(url)) return undefined;
  const kept = new KeptLogin(new LoginFile(loginFile), new URL(url));
  return kept.isThere ? kept : undefined;
}
