type Key = string | number | undefined;

export type Keys = readonly Key[];

interface Branch<Value> {
  value?: Value;
  readonly next: Map<Key, Branch<Value>>;
}

/**
 * Values that are made once for the same keys, so that a request makes and hashes nothing to find its own. They are
 * kept for good: every key must come from a bounded set, and never from what a client or a subgraph may choose.
 */
export class Series<K extends Keys, Value> {
  readonly all: Value[] = [];
  readonly #make: (...keys: K) => Value;
  readonly #root: Branch<Value> = { next: new Map() };

  constructor(make: (...keys: K) => Value) {
    this.#make = make;
  }

  of(...keys: K): Value {
    let branch = this.#root;
    for (const key of keys) {
      let next = branch.next.get(key);
      if (next === undefined) {
        next = { next: new Map() };
        branch.next.set(key, next);
      }
      branch = next;
    }
    return branch.value ?? this.#add(branch, keys);
  }

  #add(branch: Branch<Value>, keys: K): Value {
    const value = this.#make(...keys);
    branch.value = value;
    this.all.push(value);
    return value;
  }
}
