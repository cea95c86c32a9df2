import { terms } from '@manuel/text';

/** What a manual is called. */
export interface NamedManual {
  readonly id: string;
  readonly language: string;
  readonly title: string;
  readonly product: string | null;
}

/** A word of more manuals' names than this part of them tells none apart. */
const MOST_MANUALS = 0.5;

/**
 * The manuals that a question names: those whose title and product have most of the words in it that are some manuals'
 * names, rare ones counting more. Empty when it names none, or all alike.
 */
export function namedManuals(question: string, manuals: readonly NamedManual[]): Set<string> {
  const names = manuals.map(({ id, language, title, product }) => ({
    id,
    asked: new Set(terms(question, language)),
    terms: new Set(terms(`${title} ${product ?? ''}`, language)),
  }));
  const manualsWith = new Map<string, number>();
  for (const name of names)
    for (const term of name.terms) manualsWith.set(term, (manualsWith.get(term) ?? 0) + 1);
  const weigh = (term: string) => {
    const share = (manualsWith.get(term) ?? 0) / manuals.length;
    return share > MOST_MANUALS ? 0 : -Math.log(share);
  };
  const weights = names.map(({ id, asked, terms: own }) => ({
    id,
    weight: [...own].filter((term) => asked.has(term)).reduce((sum, term) => sum + weigh(term), 0),
  }));
  const most = Math.max(0, ...weights.map(({ weight }) => weight));
  return new Set(most === 0 ? [] : weights.filter(({ weight }) => weight === most).map(({ id }) => id));
}
