import { request } from 'undici';

/** What one process has used and spared. */
export interface Figures {
  readonly cpuSeconds: number;
  readonly statements: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Misses of which no store was asked in time. */
  readonly cacheBypasses: number;
}

const NAMES: Readonly<Record<keyof Figures, string>> = {
  cpuSeconds: 'process_cpu_time_seconds_total',
  statements: 'db_client_operation_duration_seconds_count',
  cacheHits: 'manuel_cache_hits_total',
  cacheMisses: 'manuel_cache_misses_total',
  cacheBypasses: 'manuel_cache_bypasses_total',
};
const NOTHING = figuresOf(() => 0);

/** What processes have used since they were first looked at, as their metrics tell; also when one is replaced. */
export class Consumption {
  readonly #token: string;
  readonly #originOf: (name: string) => string;
  readonly #since = new Map<string, Figures>();
  readonly #used = new Map<string, Figures>();

  constructor(originOf: (name: string) => string, token: string) {
    this.#originOf = originOf;
    this.#token = token;
  }

  /** What the process has used until now. */
  of(name: string): Figures {
    return this.#used.get(name) ?? NOTHING;
  }

  /** Adds what the process has used since the last look; the first one adds nothing. */
  async look(name: string): Promise<void> {
    const now = await this.#read(name);
    const before = this.#since.get(name) ?? now;
    this.#used.set(name, combined(this.of(name), combined(now, before, -1), 1));
    this.#since.set(name, now);
  }

  /** Takes note that the process was replaced: its counts begin at nothing. */
  startAnew(name: string): void {
    this.#since.set(name, NOTHING);
  }

  async #read(name: string): Promise<Figures> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const { statusCode, body } = await request(`${this.#originOf(name)}/metrics`, { headers });
    const page = await body.text();
    if (statusCode !== 200) throw new Error(`The metrics of ${name} cannot be read: ${statusCode} ${page}`);
    return figuresOf((figure) => sumOf(page, NAMES[figure]));
  }
}

function combined(one: Figures, other: Figures, factor: number): Figures {
  return figuresOf((figure) => one[figure] + factor * other[figure]);
}

function figuresOf(value: (figure: keyof Figures) => number): Figures {
  return {
    ...{ cpuSeconds: value('cpuSeconds'), statements: value('statements') },
    ...{ cacheHits: value('cacheHits'), cacheMisses: value('cacheMisses') },
    cacheBypasses: value('cacheBypasses'),
  };
}

/** The sum of all samples of a name, whatever their labels, in a page of Prometheus's text format. */
export function sumOf(page: string, name: string): number {
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
