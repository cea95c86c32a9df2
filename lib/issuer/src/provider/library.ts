import type * as Library from 'oidc-provider';

/** What oidc-provider says when it is loaded by a Node that was released before it became a long-term one. */
const ABOUT_NODE = 'Unsupported runtime';

/** Loads oidc-provider, without its word about Node: the project brings that itself, and its tests run on it. */
async function load(): Promise<typeof Library> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes(ABOUT_NODE)) warn(...words);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

export const { errors, interactionPolicy, Provider } = await load();
