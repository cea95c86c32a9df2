import type { PdfPage } from './pdf-fragments.ts';

/** What a font's name tells of its letters. */
export interface FontStyle {
  bold: boolean;
  monospaced: boolean;
}

const PLAIN: FontStyle = { bold: false, monospaced: false };
/** Also the short names of TeX's bold fonts, and Medi, as URW calls the bold of its Roman. */
const BOLD = /bold|black|heavy|demi|medi(?!um)|^CM(?:BX|B|SSBX)\d|^SFBX/i;
const MONOSPACED = /mono|courier|consol|typewriter|nimbusmon|^CM(?:SL|I)?TT|^CMVTT|^SFTT|menlo|terminal/i;
/** Fonts are looked up on the page that first uses them. A file with new ones on so many pages is made of subsets. */
const MOST_PAGES_LOOKED_UP = 200;

/** The names of a document's fonts. pdf.js tells them only after a page's drawing commands are read. */
export class FontNames {
  readonly #styles = new Map<string, FontStyle>();
  #pagesLookedUp = 0;

  /** Learns the fonts that a page uses for the first time. `used` holds pdf.js' ids of fonts. */
  async learn(page: PdfPage, used: Iterable<string>): Promise<void> {
    const fresh = [...new Set(used)].filter((id) => !this.#styles.has(id));
    if (fresh.length === 0 || this.#pagesLookedUp >= MOST_PAGES_LOOKED_UP) return;
    this.#pagesLookedUp++;
    // A page whose drawing is damaged can still have text.
    await page.getOperatorList().catch(() => null);
    for (const id of fresh) this.#styles.set(id, styleOfName(nameOf(page, id)));
  }

  /** `family` is what pdf.js would draw the font with: it can tell that a font is monospaced whose name does not. */
  styleOf(id: string, family?: string): FontStyle {
    const style = this.#styles.get(id) ?? PLAIN;
    return { ...style, monospaced: style.monospaced || family === 'monospace' };
  }
}

function nameOf(page: PdfPage, id: string): string {
  if (!page.commonObjs.has(id)) return '';
  // pdf.js keeps fonts untyped; a font has the name from the file, behind six letters where it is a subset.
  const font = page.commonObjs.get(id) as { name?: unknown } | null;
  return typeof font?.name === 'string' ? font.name.replace(/^[A-Z]{6}\+/, '') : '';
}

function styleOfName(name: string): FontStyle {
  return { bold: BOLD.test(name), monospaced: MONOSPACED.test(name) };
}
