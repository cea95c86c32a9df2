import { type PlaygroundTab, tabs } from './tabs.ts';

/** GraphiQL's store in the browser, limited to this page's own keys. */
class PageStorage {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get length(): number {
    return this.#keys().length;
  }

  getItem(key: string): string | null {
    return localStorage.getItem(this.#prefix + key);
  }

  setItem(key: string, value: string): void {
    localStorage.setItem(this.#prefix + key, value);
  }

  removeItem(key: string): void {
    localStorage.removeItem(this.#prefix + key);
  }

  clear(): void {
    for (const key of this.#keys()) localStorage.removeItem(key);
  }

  #keys(): string[] {
    return Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix));
  }
}

/** FNV-1a over UTF-16 code units, as hexadecimal digits: a short name for a text, not a secure one. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}

/**
 * The store for one release of the tabs. GraphiQL shows stored tabs rather than the given ones, so a store of
 * its own per set of tabs keeps visitors from being shown those of an older release, or of another GraphiQL that ran on this port.
 */
export const pageStorage = new PageStorage(`manuel:${fingerprint(JSON.stringify(tabs))}:`);

/**
 * The texts to open the page with: those of the tab that was active last, or of the first prepared one. GraphiQL by itself
 * would leave the first tab's variables empty, and after a reload would not know a tab again whose variables alone were changed.
 */
export function openingTexts(): { initialQuery: string; initialVariables: string } {
  const tab = lastActiveTab() ?? tabs[0];
  return { initialQuery: tab?.query ?? '', initialVariables: tab?.variables ?? '' };
}

function lastActiveTab(): PlaygroundTab | undefined {
  try {
    // What GraphiQL wrote; anything else fails on the way or gives undefined.
    const stored = JSON.parse(pageStorage.getItem('graphiql:tabState') ?? '{}') as {
      activeTabIndex: number;
      tabs?: PlaygroundTab[];
    };
    return stored.tabs?.[stored.activeTabIndex];
  } catch {
    return undefined;
  }
}
