/** The environment of a gateway: this process's own with the gateway's settings laid over it. */
export function gatewayEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}

/** What Manuel's gateway is told by a benchmark or a conformance suite. */
export function readConfig(): { supergraphFile: string; port: number; shareEqual: boolean } {
  const { SUPERGRAPH = 'supergraph.graphql', PORT, SHARE_EQUAL_REQUESTS } = process.env;
  return { supergraphFile: SUPERGRAPH, port: Number(PORT ?? 4000), shareEqual: SHARE_EQUAL_REQUESTS === '1' };
}
