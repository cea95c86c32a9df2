const DECLARATION = /<[!?][^<>]*>/g;
/** What may be left open in HTML: the parser closes it by itself. */
const CLOSED_BY_PARSER = new Set(
  'area br col dd dt hr img input li link meta option p tbody td tfoot th thead tr wbr'.split(' '),
);

/**
 * HTML without comments and declarations. An open comment reaches to the end, as in browsers; the parser would look
 * for its end again and again.
 */
export function withoutComments(html: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let start = html.indexOf('<!--'); start >= 0; start = html.indexOf('<!--', from)) {
    kept.push(html.slice(from, start));
    const end = html.indexOf('-->', start + 4);
    from = end < 0 ? html.length : end + 3;
  }
  kept.push(html.slice(from));
  return kept.join('').replace(DECLARATION, '');
}

/** How deep elements are nested at most, counting roughly. */
export function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [, slash, name = '', rest] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)(?:[^<>]*(\/)>)?/gi)) {
    if (rest || CLOSED_BY_PARSER.has(name.toLowerCase())) continue;
    depth = slash ? Math.max(0, depth - 1) : depth + 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
