import { expect } from 'vitest';

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`);
const HELP = new RegExp(`^# HELP ${NAME} \\S.*$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(?:,|$)/gy;

export type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** What a scrape told, read as strictly as Prometheus's text format 0.0.4 is written. */
export class Scrape {
  readonly types = new Map<string, string>();
  readonly #samples = new Map<string, Sample[]>();

  /** Fails the test at the first line that is not of the format. */
  constructor(text: string) {
    expect(text.endsWith('\n')).toBe(true);
    for (const line of text.slice(0, -1).split('\n')) this.#read(line);
    for (const [name, type] of this.types) if (type === 'histogram') this.#checkHistogram(name);
  }

  /** The samples of a name, with the labels that are asked for and maybe others. */
  samples(name: string, labels: Labels = {}): readonly Sample[] {
    const wanted = Object.entries(labels);
    return (this.#samples.get(name) ?? []).filter((one) =>
      wanted.every(([key, value]) => one.labels[key] === value),
    );
  }

  /** The value of the one sample with exactly these labels; 0 when there is none yet. */
  value(name: string, labels: Labels = {}): number {
    const exact = this.samples(name, labels).filter(
      (one) => Object.keys(one.labels).length === Object.keys(labels).length,
    );
    return exact[0]?.value ?? 0;
  }

  #read(line: string): void {
    const [, type, kind] = TYPE.exec(line) ?? [];
    if (type !== undefined && kind !== undefined) {
      expect(this.types.has(type), `${type} has two types`).toBe(false);
      this.types.set(type, kind);
    } else if (line.startsWith('#')) {
      expect(line).toMatch(HELP);
    } else {
      this.#readSample(line);
    }
  }

  #readSample(line: string): void {
    const [, name = '', text = '', number] = SAMPLE.exec(line) ?? [];
    expect(Number(number), line).not.toBeNaN();
    const family = this.types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    expect(this.types.has(family), `${line} is of no type`).toBe(true);
    const labels = labelsOf(text);
    const samples = this.#samples.get(name) ?? [];
    expect(samples.map((one) => one.labels)).not.toContainEqual(labels);
    this.#samples.set(name, [...samples, { labels, value: Number(number) }]);
  }

  #checkHistogram(name: string): void {
    for (const { labels, value } of this.samples(`${name}_count`)) {
      const { le: _all, ...own } = labels;
      const counts = this.samples(`${name}_bucket`, own)
        .filter((one) => Object.keys(one.labels).length === Object.keys(own).length + 1)
        .map((one) => one.value);
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
      expect(counts.at(-1), `the last bucket of ${name}`).toBe(value);
    }
  }
}

function labelsOf(text: string): Labels {
  const found = [...text.matchAll(LABEL)];
  expect(found.map(([all]) => all).join(''), 'labels are read whole').toBe(text);
  const labels = found.map(([, key = '', value = '']) => [key, value] as const);
  return Object.fromEntries(labels);
}
