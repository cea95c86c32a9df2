/** What the gateway tells the page at `/playground/config.json`. */
export type PageConfig = {
  /** Where to POST operations, a path of the gateway's own origin. */
  graphqlPath: string;
  /** A token to start with; null when the gateway hands none out. */
  demoToken: string | null;
};

/** Fetches the page's configuration. Throws an Error with a readable sentence when the gateway refuses. */
export async function fetchPageConfig(): Promise<PageConfig> {
  const response = await fetch('/playground/config.json', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`The gateway answered ${response.status} to /playground/config.json.`);
  // Gateway and page are built from the same commit, so the shape is known.
  return (await response.json()) as PageConfig;
}

/** The text that GraphiQL's header editor starts with, as JSON. */
export function startHeaders(demoToken: string | null): string {
  const token = demoToken ?? '(a token from: npx manuel token)';
  return JSON.stringify({ authorization: `Bearer ${token}` }, null, 2);
}
