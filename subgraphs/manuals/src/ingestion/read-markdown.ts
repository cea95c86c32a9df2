import { Lexer, type Token, type Tokens } from 'marked';
import type { Section } from './passages.ts';
import { decodeReferences, readHtml } from './read-html.ts';
import { SectionList } from './section-list.ts';

const SAYS_NOTHING = new Set(['space', 'hr', 'def', 'checkbox']);
/** Marks inside a longer block stay as they are: finding them takes time with the square of its length. */
const LONGEST_BLOCK_CHARACTERS = 5000;

/** The text of a Markdown file: a section for each heading; marks, link targets and images are left out. */
export function readMarkdown(markdown: string): Section[] {
  const reader = new MarkdownReader();
  reader.readAll(new Lexer().blockTokens(withoutFrontMatter(markdown).replace(/\r\n?/g, '\n')));
  return reader.finish();
}

/** Front matter is about the file, not part of its text. */
function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^\uFEFF?---\r?\n[\s\S]*?\n---\r?\n/, '');
}

class MarkdownReader {
  readonly #sections = new SectionList();

  readAll(tokens: readonly Token[]): void {
    for (const token of tokens) this.#read(token);
  }

  finish(): Section[] {
    return this.#sections.finish();
  }

  #read(token: Token): void {
    if (token.type === 'heading') this.#sections.heading(inlineText(token.text), Number(token.depth));
    else if (isList(token)) this.#readList(token);
    else if (isTable(token)) this.#readTable(token);
    else if (token.type === 'blockquote') this.readAll(token.tokens ?? []);
    else if (token.type === 'html') this.#readHtml(token.raw);
    else if (token.type === 'code') this.#sections.block(token.text);
    else if (!SAYS_NOTHING.has(token.type)) this.#sections.block(inlineText(textOf(token)));
  }

  #readList({ items, ordered, start }: Tokens.List): void {
    for (const [index, { tokens }] of items.entries()) {
      const mark = ordered ? `${Number(start || 1) + index}.` : '•';
      const [first, ...others] = tokens.filter(({ type }) => !SAYS_NOTHING.has(type));
      if (first?.type === 'text' || first?.type === 'paragraph') {
        this.#sections.block(`${mark} ${inlineText(textOf(first))}`);
        this.readAll(others);
      } else this.readAll(tokens);
    }
  }

  #readTable({ header, rows }: Tokens.Table): void {
    for (const row of [header, ...rows]) {
      this.#sections.block(row.map(({ text }) => inlineText(text)).join(' | '));
    }
  }

  #readHtml(html: string): void {
    for (const { text } of readHtml(html)) this.#sections.block(text);
  }
}

// marked's Token has a generic member, so comparing `type` does not narrow it.
function isList(token: Token): token is Tokens.List {
  return token.type === 'list';
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === 'table';
}

function textOf(token: Token): string {
  return 'text' in token ? token.text : token.raw;
}

/** What a reader sees of a block: its text without marks. */
function inlineText(text: string): string {
  return text.length > LONGEST_BLOCK_CHARACTERS ? text : seen(Lexer.lexInline(text));
}

function seen(tokens: readonly Token[]): string {
  return tokens.map((token) => seenOf(token)).join('');
}

function seenOf(token: Token): string {
  if (token.type === 'br') return '\n';
  if (token.type === 'html' || token.type === 'image') return '';
  if ('tokens' in token && token.tokens) return seen(token.tokens);
  return token.type === 'codespan' ? textOf(token) : decodeReferences(textOf(token));
}
