/** How many levels a heading shows: with its parent, "Objective" of one chapter differs from that of the next. */
const LEVELS_SHOWN = 2;
const LONGEST_HEADING = 200;

/** Follows the headings of a document in reading order and names the place that a text stands at. */
export class HeadingTrail {
  #open: { title: string; level: number }[] = [];

  /** Enters a heading; the smaller `level`, the higher it stands. Headings at the same level or below end. */
  enter(title: string, level: number): void {
    if (title === '') return;
    this.#open = this.#open.filter((heading) => heading.level < level);
    this.#open.push({ title, level });
  }

  /** The innermost heading behind its parent, such as `Cleaning › Filter`; null before the first. */
  get label(): string | null {
    if (this.#open.length === 0) return null;
    const titles = this.#open.slice(-LEVELS_SHOWN).map(({ title }) => title);
    return titles.join(' › ').slice(0, LONGEST_HEADING).toWellFormed();
  }
}
