/** How many levels a heading shows: with its parent, "Objective" of one chapter differs from that of the next. */
const LEVELS_SHOWN = 2;
const LONGEST_HEADING = 200;
/** A deeper path is a file made to be deep. */
const MOST_LEVELS = 12;

/** Follows the headings of a document in reading order and names the place that a text stands at. */
export class HeadingTrail {
  #open: { title: string; level: number }[] = [];

  /** Enters a heading; the smaller `level`, the higher it stands. Headings at the same level or below end. */
  enter(title: string, level: number): void {
    if (title === '') return;
    this.#open = this.#open.filter((heading) => heading.level < level).slice(0, MOST_LEVELS - 1);
    this.#open.push({ title: shortened(title), level });
  }

  /** All open headings, the outermost first; empty before the first. */
  get path(): string[] {
    return this.#open.map(({ title }) => title);
  }

  /** The innermost heading behind its parent, such as `Cleaning › Filter`; null before the first. */
  get label(): string | null {
    if (this.#open.length === 0) return null;
    return shortened(this.path.slice(-LEVELS_SHOWN).join(' › '));
  }
}

function shortened(title: string): string {
  return title.slice(0, LONGEST_HEADING).toWellFormed();
}
