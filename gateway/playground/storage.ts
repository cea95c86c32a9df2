import { tabs } from './tabs.ts';

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

/** True until GraphiQL has stored its tabs for the first time. */
export function isFirstVisit(): boolean {
  return pageStorage.getItem('graphiql:tabState') === null;
}
