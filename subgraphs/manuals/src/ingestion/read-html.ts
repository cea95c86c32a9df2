import { HTMLElement, type Node, NodeType, parse } from 'node-html-parser';
import { depthOf, withoutComments } from './html-source.ts';
import { IngestionError } from './ingestion-error.ts';
import type { Section } from './passages.ts';
import { SectionList } from './section-list.ts';

const SILENT = new Set(
  'AUDIO CANVAS DATALIST EMBED IFRAME LINK META NAV NOFRAMES NOSCRIPT OBJECT SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA TITLE VIDEO'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION DD DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER FORM HEADER HTML LI MAIN OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'.split(
    ' ',
  ),
);
const HEADING = /^H([1-6])$/;
const NOT_SHOWN = /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;
/** What makes of a table a way to lay out a page: its cells are read one after the other. */
const LAYOUT = 'table, h1, h2, h3, h4, h5, h6, ul, ol, pre, dl';
/** The parser's time grows with the square of the depth. */
const DEEPEST_PARSED = 3000;
/** Deeper nesting than a person would write; the rest is read as one run of text. */
const DEEPEST = 200;

/**
 * The visible text of an HTML page: a section for each heading, a line for each paragraph, item and table row.
 * @throws IngestionError FILE_TOO_COMPLEX when elements are nested deeper than any document's
 */
export function readHtml(html: string): Section[] {
  const visible = withoutComments(html);
  if (depthOf(visible) > DEEPEST_PARSED) throw new IngestionError('FILE_TOO_COMPLEX');
  const reader = new HtmlReader();
  reader.read(parseHtml(visible));
  return reader.finish();
}

/** Text with character references, such as `&amp;`, as the characters. */
export function decodeReferences(text: string): string {
  return text.includes('&') ? parse(text.replaceAll('<', '&lt;')).text : text;
}

function parseHtml(html: string): HTMLElement {
  return parse(html, { comment: false, blockTextElements: { script: false, style: false, noscript: false } });
}

class HtmlReader {
  readonly #sections = new SectionList();
  #line = '';
  /** The bullet or number of an item, which waits for the item's text. */
  #mark = '';

  read(node: Node, depth = 0): void {
    if (node.nodeType === NodeType.TEXT_NODE) {
      this.#line += node.text.replace(/\s+/g, ' ');
      return;
    }
    if (!(node instanceof HTMLElement) || isHidden(node)) return;
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
    else if (tag === 'OL' || tag === 'UL') this.#readList(element, depth);
    else if (tag === 'TR' && element.querySelector(LAYOUT) === null) this.#readRow(element);
    else if (BLOCKS.has(tag)) this.#readBlock(element, depth);
    else this.#readChildren(element, depth);
  }

  #readBlock(element: HTMLElement, depth: number): void {
    this.#endLine();
    this.#readChildren(element, depth);
    this.#endLine();
  }

  #readChildren(element: HTMLElement, depth: number): void {
    for (const child of element.childNodes) this.read(child, depth + 1);
  }

  #readList(list: HTMLElement, depth: number): void {
    this.#endLine();
    let number = Number(list.getAttribute('start') ?? 1);
    for (const child of list.childNodes) {
      const isItem = child instanceof HTMLElement && child.tagName === 'LI';
      if (isItem && !isHidden(child)) this.#mark = list.tagName === 'OL' ? `${number++}. ` : '• ';
      this.read(child, depth + 1);
    }
    this.#endLine();
    this.#mark = '';
  }

  #readRow(row: HTMLElement): void {
    this.#endLine();
    const cells = row.childNodes.map((cell) => lineOf(cell)).filter((text) => text !== '');
    this.#line = cells.join(' | ');
    this.#endLine();
  }

  #readHeading(element: HTMLElement, level: number): void {
    this.#endLine();
    const title = lineOf(element);
    if (title !== '') this.#sections.heading(title, level);
  }

  /** Code keeps its lines. */
  #readCode(element: HTMLElement): void {
    this.#endLine();
    this.#sections.block(element.text);
  }

  #endLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (line === '') return;
    this.#sections.block(this.#mark + line);
    this.#mark = '';
  }
}

function isHidden(element: HTMLElement): boolean {
  if (SILENT.has(element.tagName ?? '')) return true;
  // Most elements have no attributes, and reading them takes time.
  if (element.rawAttrs === '') return false;
  return (
    element.hasAttribute('hidden') ||
    element.getAttribute('aria-hidden') === 'true' ||
    element.getAttribute('role') === 'navigation' ||
    NOT_SHOWN.test(element.getAttribute('style') ?? '')
  );
}

/** All that is seen of a node, as one line. */
function lineOf(node: Node): string {
  const parts: string[] = [];
  gather(node, parts, 0);
  return parts.join('').replace(/\s+/g, ' ').trim();
}

function gather(node: Node, parts: string[], depth: number): void {
  if (node.nodeType === NodeType.TEXT_NODE) parts.push(node.text);
  if (!(node instanceof HTMLElement) || isHidden(node)) return;
  const isApart = BLOCKS.has(node.tagName ?? '') || node.tagName === 'BR';
  if (isApart) parts.push(' ');
  if (depth > DEEPEST) parts.push(node.text);
  else for (const child of node.childNodes) gather(child, parts, depth + 1);
  if (isApart) parts.push(' ');
}
