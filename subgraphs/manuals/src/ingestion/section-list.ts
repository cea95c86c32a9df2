import { HeadingTrail } from './heading-trail.ts';
import { normalizeText } from './normalize-text.ts';
import { NOWHERE, type Section } from './passages.ts';

/** Collects the blocks of a document without pages into sections, one for each heading. */
export class SectionList {
  readonly #trail = new HeadingTrail();
  readonly #sections: Section[] = [];
  #blocks: string[] = [];

  /** Begins a section. Level 1 is the highest. The heading's words are part of the text, as on a page. */
  heading(title: string, level: number): void {
    this.#close();
    const clean = normalizeText(title).replaceAll('\n', ' ');
    this.#trail.enter(clean, level);
    this.block(clean);
  }

  /** Adds a paragraph, a list item, a table row or a piece of code on lines of its own. */
  block(text: string): void {
    this.#blocks.push(text);
  }

  /** Everything collected, without sections that say nothing. */
  finish(): Section[] {
    this.#close();
    return this.#sections;
  }

  #close(): void {
    const text = normalizeText(this.#blocks.join('\n'));
    if (text !== '') {
      this.#sections.push({ ...NOWHERE, heading: this.#trail.label, path: this.#trail.path, text });
    }
    this.#blocks = [];
  }
}
