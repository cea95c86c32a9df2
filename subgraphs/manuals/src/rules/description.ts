import { InvalidInput } from '@manuel/service';

const LONGEST_TITLE = 300;
const LONGEST_PRODUCT = 200;

export interface Description {
  readonly title: string;
  readonly product: string | null;
  /** A canonical BCP 47 tag. */
  readonly language: string;
}

/** What somebody says of a manual; the file's name stands in for a missing title. @throws InvalidInput */
export function describe(
  { title, product, language }: { title?: string | null; product?: string | null; language: string },
  fileName: string,
): Description {
  const named = title?.trim() ?? fileName.replace(/\.[^.]+$/, '');
  if (named.length === 0 || named.length > LONGEST_TITLE) {
    throw new InvalidInput('input.title', `title must be 1 to ${LONGEST_TITLE} characters.`);
  }
  const of = product?.trim() ?? null;
  if (of !== null && (of.length === 0 || of.length > LONGEST_PRODUCT)) {
    throw new InvalidInput(
      'input.product',
      `product must be 1 to ${LONGEST_PRODUCT} characters, or left out.`,
    );
  }
  return { title: named, product: of, language: canonicalLanguage(language) };
}

function canonicalLanguage(tag: string): string {
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    if (canonical !== undefined) return canonical;
  } catch {
    // Not well-formed: told below, together with an empty one.
  }
  throw new InvalidInput(
    'input.language',
    `language must be a BCP 47 tag such as en or de-CH, not "${tag}".`,
  );
}
