import { createHash, randomBytes } from 'node:crypto';

/** Enough of a browser to sign in with: it keeps cookies, and follows redirects of one origin. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  /** The last page's address. */
  url = '';

  async get(url: string): Promise<Response> {
    return this.#follow(url, { method: 'GET' });
  }

  async post(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return this.#follow(url, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #follow(url: string, init: RequestInit): Promise<Response> {
    this.url = url;
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie, accept: 'text/html' },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(set)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const target = response.headers.get('location');
    if (target === null) return response;
    const next = new URL(target, url);
    if (next.origin !== new URL(url).origin) return response;
    return this.#follow(next.href, { method: 'GET' });
  }
}

/** A value of a hidden field. */
export function fieldOf(page: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
}

/** Proof key for code exchange (RFC 7636). */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
