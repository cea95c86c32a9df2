import { InvalidInput } from '@manuel/service';
import { UNDETERMINED } from './language.ts';

const LONGEST_TITLE = 300;
const LONGEST_PRODUCT = 200;

export interface Description {
  readonly title: string;
  readonly product: string | null;
  /** A canonical BCP 47 tag; UNDETERMINED when nobody said it. */
  readonly language: string;
}

/** What somebody says of a manual; the file's name stands in for a missing title. @throws InvalidInput */
export function describe(
  { title, product, language }: { title?: string | null; product?: string | null; language?: string | null },
  fileName: string,
): Description {
  const named = titleOf(title ?? fileName.replace(/\.[^.]+$/, ''));
  const of = product?.trim() ?? null;
  if (of !== null && !isLine(of, LONGEST_PRODUCT)) {
    throw new InvalidInput(
      'input.product',
      `product must be 1 to ${LONGEST_PRODUCT} characters without control characters, or left out.`,
    );
  }
  return {
    title: named,
    product: of,
    language: language == null ? UNDETERMINED : canonicalLanguage(language),
  };
}

/** What somebody says of a manual's new file; null where the manual's own stays. */
export interface RevisedDescription {
  readonly title: string | null;
  /** A canonical BCP 47 tag. */
  readonly language: string | null;
}

/** @throws InvalidInput */
export function describeRevision({
  title,
  language,
}: {
  title?: string | null;
  language?: string | null;
}): RevisedDescription {
  return {
    title: title == null ? null : titleOf(title),
    language: language == null ? null : canonicalLanguage(language),
  };
}

/** A title as it is kept. @throws InvalidInput */
function titleOf(said: string): string {
  const title = said.trim();
  if (isLine(title, LONGEST_TITLE)) return title;
  throw new InvalidInput(
    'input.title',
    `title must be 1 to ${LONGEST_TITLE} characters without control characters.`,
  );
}

/** Text for one line; PostgreSQL would refuse a NUL. */
function isLine(text: string, longest: number): boolean {
  return text.length > 0 && text.length <= longest && !/\p{Cc}/u.test(text);
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
