import { HTMLElement, type Node, NodeType, parse } from 'node-html-parser';
import { IngestionError } from './ingestion-error.ts';
import type { Section } from './passages.ts';
import { SectionList } from './section-list.ts';

const SILENT = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'HEAD', 'NAV', 'SVG', 'IFRAME', 'OBJECT']);
const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION DD DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER FORM HEADER HTML LI MAIN OL P PRE SECTION SUMMARY TABLE TBODY TFOOT THEAD TR UL'.split(
    ' ',
  ),
);
const HEADING = /^H([1-6])$/;
const DECLARATION = /<[!?][^<>]*>/g;
/** What may be left open in HTML: the parser closes it by itself. */
const CLOSED_BY_PARSER = new Set(
  'area br col dd dt hr img input li link meta option p tbody td tfoot th thead tr wbr'.split(' '),
);
/** The parser's time grows with the square of the depth. */
const DEEPEST_PARSED = 3000;
/** Deeper nesting than a person would write; the rest is read as one run of text. */
const DEEPEST = 200;

/**
 * The visible text of an HTML page: a section for each heading, a line for each paragraph, item and table row.
 * @throws IngestionError FILE_UNREADABLE when elements are nested deeper than any document's
 */
export function readHtml(html: string): Section[] {
  const visible = withoutComments(html).replace(DECLARATION, '');
  if (depthOf(visible) > DEEPEST_PARSED) throw new IngestionError('FILE_UNREADABLE');
  const reader = new HtmlReader();
  reader.read(
    parse(visible, {
      comment: false,
      blockTextElements: { script: false, style: false, noscript: false },
    }),
  );
  return reader.finish();
}

/** Text with character references, such as `&amp;`, as the characters. */
export function decodeReferences(text: string): string {
  return text.includes('&') ? parse(text.replaceAll('<', '&lt;')).text : text;
}

/** An open comment reaches to the end, as in browsers; the parser would look for its end again and again. */
function withoutComments(html: string): string {
  let kept = '';
  let from = 0;
  for (let start = html.indexOf('<!--'); start >= 0; start = html.indexOf('<!--', from)) {
    kept += html.slice(from, start);
    const end = html.indexOf('-->', start + 4);
    from = end < 0 ? html.length : end + 3;
  }
  return kept + html.slice(from);
}

/** How deep elements are nested at most, counting roughly. */
function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)/gi)) {
    if (CLOSED_BY_PARSER.has(name.toLowerCase())) continue;
    depth = slash ? Math.max(0, depth - 1) : depth + 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

class HtmlReader {
  readonly #sections = new SectionList();
  #line = '';

  read(node: Node, depth = 0): void {
    if (node.nodeType === NodeType.TEXT_NODE) {
      this.#line += node.text.replace(/\s+/g, ' ');
      return;
    }
    if (!(node instanceof HTMLElement) || SILENT.has(node.tagName ?? '')) return;
    if (depth > DEEPEST) this.#line += ` ${node.text}`;
    else this.#readElement(node, depth);
  }

  finish(): Section[] {
    this.#endLine();
    return this.#sections.finish();
  }

  #readElement(element: HTMLElement, depth: number): void {
    const tag = element.tagName ?? '';
    const level = HEADING.exec(tag)?.[1];
    if (level) this.#readHeading(element, Number(level));
    else if (tag === 'PRE') this.#readCode(element);
    else if (tag === 'BR' || tag === 'HR') this.#endLine();
    else if (BLOCKS.has(tag)) this.#readBlock(element, depth);
    else this.#readInline(element, depth);
  }

  #readBlock(element: HTMLElement, depth: number): void {
    this.#endLine();
    if (element.tagName === 'LI') this.#line = '• ';
    this.#readInline(element, depth);
    this.#endLine();
  }

  #readInline(element: HTMLElement, depth: number): void {
    for (const child of element.childNodes) this.read(child, depth + 1);
    if (element.tagName === 'TD' || element.tagName === 'TH') this.#line += ' ';
  }

  #readHeading(element: HTMLElement, level: number): void {
    this.#endLine();
    this.#sections.heading(element.text.replace(/\s+/g, ' '), level);
  }

  /** Code keeps its lines. */
  #readCode(element: HTMLElement): void {
    this.#endLine();
    this.#sections.block(element.text);
  }

  /** An item's bullet waits for its text. */
  #endLine(): void {
    const line = this.#line.trim();
    if (line === '•') return;
    this.#line = '';
    if (line !== '') this.#sections.block(line);
  }
}
