/** A request, as far as a signature can cover it. */
export interface Message {
  readonly method: string;
  /** `https` or `http`, as the client used it. */
  readonly scheme: string;
  /** Host and port as in the Host header. */
  readonly authority: string;
  /** Path and query, as they stand in the request line. */
  readonly target: string;
  /** By names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/**
 * What a message has under the name of a component (RFC 9421, 2): a header's value, or what is derived from the request.
 * @returns undefined when it has none, or the name is not known
 */
export function componentOf(message: Message, name: string): string | undefined {
  if (!name.startsWith('@'))
    // Whoever signs chooses the name, which may be one that every object has.
    return Object.hasOwn(message.headers, name) ? fieldOf(message.headers[name]) : undefined;
  switch (name) {
    case '@method':
      return message.method;
    case '@scheme':
      return message.scheme.toLowerCase();
    case '@authority':
      return authorityOf(message);
    case '@target-uri':
      return `${message.scheme.toLowerCase()}://${authorityOf(message)}${message.target}`;
    case '@request-target':
      return message.target;
    case '@path':
      return pathOf(message.target);
    case '@query':
      return queryOf(message.target);
    default:
      return undefined;
  }
}

function fieldOf(value: string | readonly string[] | undefined): string | undefined {
  if (typeof value === 'string') return value.trim();
  return value?.map((one) => one.trim()).join(', ');
}

/** In lower case, without a port that goes without saying. */
function authorityOf({ authority, scheme }: Message): string {
  const name = authority.toLowerCase();
  const port = DEFAULT_PORTS[scheme.toLowerCase()];
  return port !== undefined && name.endsWith(port) ? name.slice(0, -port.length) : name;
}

function pathOf(target: string): string {
  const end = target.indexOf('?');
  return (end < 0 ? target : target.slice(0, end)) || '/';
}

/** With its `?`, which stands alone where there is no query. */
function queryOf(target: string): string {
  const start = target.indexOf('?');
  return start < 0 ? '?' : target.slice(start);
}
