import { zipOf } from './fixtures.ts';

/** A chapter's file name and its HTML body. */
export type Chapters = Readonly<Record<string, string>>;

/** A book whose chapters are read in their order; `more` are further files of the archive, or take the place of one. */
export function epubOf(chapters: Chapters, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const names = Object.keys(chapters);
  const items = names.map(
    (name, index) => `<item id="c${index}" href="text/${name}" media-type="application/xhtml+xml"/>`,
  );
  // Listed from the last to the first: only the spine tells the order.
  items
    .reverse()
    .push('<item id="toc" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>');
  const spine = ['<itemref idref="toc"/>', ...names.map((_, index) => `<itemref idref="c${index}"/>`)];
  return zipOf({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    'OEBPS/book.opf': `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf"><metadata><meta name="cover" content="c0"/></metadata><manifest>${items.join('')}</manifest><spine>${spine.join('')}</spine></package>`,
    'OEBPS/nav.xhtml': '<html><body><p>Table of contents</p></body></html>',
    ...Object.fromEntries(names.map((name) => [`OEBPS/text/${name}`, pageOf(chapters[name] ?? '')])),
    ...more,
  });
}

function pageOf(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="a.js"/><link href="a.css"/></head><body>${body}</body></html>`;
}
