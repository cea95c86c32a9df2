import lists from 'stopword';

/** The codes that the lists are filed under (ISO 639-3) by primary language subtag. */
const LIST_OF_LANGUAGE: Readonly<Record<string, string>> = {
  af: 'afr',
  ar: 'ara',
  bg: 'bul',
  bn: 'ben',
  br: 'bre',
  ca: 'cat',
  cs: 'ces',
  da: 'dan',
  de: 'deu',
  el: 'ell',
  en: 'eng',
  eo: 'epo',
  es: 'spa',
  et: 'est',
  eu: 'eus',
  fa: 'fas',
  fi: 'fin',
  fr: 'fra',
  ga: 'gle',
  gl: 'glg',
  gu: 'guj',
  ha: 'hau',
  he: 'heb',
  hi: 'hin',
  hr: 'hrv',
  hu: 'hun',
  hy: 'hye',
  id: 'ind',
  it: 'ita',
  ja: 'jpn',
  ko: 'kor',
  la: 'lat',
  lt: 'lit',
  lv: 'lav',
  mr: 'mar',
  ms: 'msa',
  my: 'mya',
  nb: 'nob',
  nl: 'nld',
  no: 'nob',
  pl: 'pol',
  pt: 'por',
  ro: 'ron',
  ru: 'rus',
  sk: 'slk',
  sl: 'slv',
  so: 'som',
  st: 'sot',
  sv: 'swe',
  sw: 'swa',
  th: 'tha',
  tl: 'tgl',
  tr: 'tur',
  uk: 'ukr',
  ur: 'urd',
  vi: 'vie',
  yo: 'yor',
  zh: 'zho',
  zu: 'zul',
};

/** Function words of English that the list leaves in, mostly those that one asks with. */
const MORE_ENGLISH =
  "do does did doing done me may shall why whose when there will its it's i'm i've i'd i'll you're you'll " +
  "that's there's what's let's don't doesn't didn't can't cannot couldn't won't wouldn't shouldn't isn't aren't " +
  "wasn't weren't haven't hasn't hadn't no not nor so than too s t";

/** The language as a key for what is kept per language: the primary subtag (`de` of `de-CH`), or `und` if it has no list. */
export function listedLanguage(tag: string): string {
  const primary = tag.split(/[-_]/, 1)[0]?.toLowerCase() ?? '';
  return Object.hasOwn(LIST_OF_LANGUAGE, primary) ? primary : 'und';
}

const known = new Map<string, ReadonlySet<string>>();

/** The stop words of a language by its BCP 47 tag, lower case; none of a language that has no list. */
export function stopWordsOf(tag: string): ReadonlySet<string> {
  const language = listedLanguage(tag);
  const words = known.get(language) ?? read(language);
  known.set(language, words);
  return words;
}

function read(language: string): ReadonlySet<string> {
  const list = lists[LIST_OF_LANGUAGE[language] ?? ''] ?? [];
  const words = new Set(list.map((word) => word.normalize('NFKC').toLowerCase()));
  if (language === 'en') for (const word of MORE_ENGLISH.split(' ')) words.add(word);
  return words;
}
