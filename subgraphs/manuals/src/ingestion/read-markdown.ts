import { lexer, type Token, type Tokens } from 'marked';
import type { Section } from './passages.ts';
import { readHtml } from './read-html.ts';
import { SectionList } from './section-list.ts';

/** The text of a Markdown file: a section for each heading; marks, link targets and images are left out. */
export function readMarkdown(markdown: string): Section[] {
  const reader = new MarkdownReader();
  reader.readAll(lexer(withoutFrontMatter(markdown)));
  return reader.finish();
}

const SAYS_NOTHING = new Set(['space', 'hr', 'def']);

/** Front matter is about the file, not part of its text. */
function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^\uFEFF?---\n[\s\S]*?\n---\n/, '');
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
    if (token.type === 'heading') this.#sections.heading(inlineText(token), Number(token.depth));
    else if (isList(token)) this.#readList(token);
    else if (isTable(token)) this.#readTable(token);
    else if (token.type === 'blockquote') this.readAll(token.tokens ?? []);
    else if (token.type === 'html') this.#readHtml(token.raw);
    else if (!SAYS_NOTHING.has(token.type)) this.#sections.block(inlineText(token));
  }

  #readList({ items, ordered, start }: Tokens.List): void {
    for (const [index, item] of items.entries()) {
      const mark = ordered ? `${Number(start || 1) + index}.` : '•';
      const [first, ...others] = item.tokens.filter(({ type }) => type !== 'space' && type !== 'checkbox');
      if (first?.type === 'text' || first?.type === 'paragraph') {
        this.#sections.block(`${mark} ${inlineText(first)}`);
        this.readAll(others);
      } else this.readAll(item.tokens);
    }
  }

  #readTable({ header, rows }: Tokens.Table): void {
    for (const row of [header, ...rows]) this.#sections.block(row.map(inlineText).join(' | '));
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

/** What a reader sees of a token: its text without marks. */
function inlineText(token: { type?: string; text?: string; raw?: string; tokens?: Token[] }): string {
  if (token.type === 'br') return '\n';
  if (token.type === 'html' || token.type === 'image') return '';
  if (token.tokens && token.tokens.length > 0) return token.tokens.map(inlineText).join('');
  return token.text ?? '';
}
