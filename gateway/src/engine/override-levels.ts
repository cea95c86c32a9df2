/** Which labels of progressive `@override` are active together. */
export interface OverrideLevel {
  readonly active: ReadonlySet<string>;
  /** Draws below this lead here, unless they lead to a level before; tells the levels of a supergraph apart. */
  readonly below: number;
}

/** How the label says for which share of requests it is active. */
const PERCENT = /^percent\((?<share>[\d.]+)\)$/;

/**
 * The levels that the labels of a supergraph lead to: `percent(n)` is active for n of a hundred requests, and a label
 * of any other name for none. One draw decides on all labels of a request, so that what is active for fewer requests is
 * so together with what is active for more, and there are no more levels than different shares.
 */
export class OverrideLevels {
  readonly all: readonly OverrideLevel[];
  /** What some but not all draws lead to. */
  readonly #chances: readonly OverrideLevel[];
  readonly #rest: OverrideLevel;

  constructor(labels: ReadonlySet<string>) {
    const shares = new Map([...labels].map((label) => [label, shareOf(label)]));
    const level = (below: number) => ({
      active: new Set([...labels].filter((label) => (shares.get(label) ?? 0) >= below)),
      below,
    });
    const partial = [...new Set(shares.values())].filter((share) => share > 0 && share < 100);
    this.#chances = partial.sort((one, other) => one - other).map(level);
    this.#rest = level(100);
    this.all = [...this.#chances, this.#rest];
  }

  /** The level of one request. */
  draw(): OverrideLevel {
    if (this.#chances.length === 0) return this.#rest;
    const drawn = Math.random() * 100;
    return this.#chances.find(({ below }) => drawn < below) ?? this.#rest;
  }
}

function shareOf(label: string): number {
  return Number(PERCENT.exec(label)?.groups?.share ?? 0);
}
