import type { Rewrite } from '../planning/index.ts';
import type { DataNames, Path } from '../shape/exact-shape.ts';

/** Turns paths of a step's answer into paths of the client's: without the names that only plans use. */
export class AnswerPaths {
  readonly #renamed = new Map<string, string>();
  readonly #names: DataNames;

  constructor(outputRewrites: readonly Rewrite[], names: DataNames) {
    this.#names = names;
    for (const rewrite of outputRewrites) {
      const last = rewrite.path.at(-1);
      // The planner's own aliases are numbered, so a name alone tells what it stands for.
      if (rewrite.kind === 'KeyRenamer' && last?.kind === 'key')
        this.#renamed.set(last.name, rewrite.renameKeyTo);
    }
  }

  of(path: Path): Path {
    return path.map((step) =>
      typeof step === 'number' ? step : this.#names.responseName(this.#renamed.get(step) ?? step),
    );
  }
}
