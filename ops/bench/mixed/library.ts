import { createHash } from 'node:crypto';

/** A manual that nobody has written: its bytes, and a question that it answers. */
export interface Manual {
  readonly fileName: string;
  readonly title: string;
  readonly product: string;
  readonly text: string;
  readonly byteSize: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** What a manual is asked, and words that its answer must quote. */
export interface Question {
  readonly text: string;
  readonly quoted: string;
}

const MAKERS = ['Brook', 'Cedar', 'Dune', 'Ember', 'Fjord', 'Grove', 'Heath', 'Islet', 'Juniper', 'Kelp'];
const PARTS = [
  ...['air filter', 'drain hose', 'fan wheel', 'float switch', 'heating coil', 'intake valve'],
  ...['pump gasket', 'salt tank', 'sensor plate', 'spray arm', 'steam nozzle', 'water sieve'],
] as const;
const WORKS = ['rinsed', 'brushed', 'greased', 'emptied', 'tightened', 'replaced'] as const;

/** Manual number `index`; no two are alike. */
export function manualOf(index: number): Manual {
  const title = `${MAKERS[index % MAKERS.length]} ${100 + index}`;
  const sections = PARTS.map(
    (part, place) => `## The ${part}

The ${part} must be ${workOf(index, place)} every ${daysOf(index, place)} days.
Unplug the ${title} before you open the cover of the ${part}, and let it cool for ${5 + (index % 20)} minutes.
When code ${codeOf(index, place)} is shown, the ${part} sits askew: push it in until it clicks.`,
  );
  const text = `# ${title}\n\nKeep this manual near the device.\n\n${sections.join('\n\n')}\n`;
  const bytes = Buffer.from(text);
  return {
    ...{ title, text, fileName: `${title.toLowerCase().replace(' ', '-')}.md` },
    ...{ product: `product-${index}`, byteSize: bytes.length },
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Question number `turn` to manual number `index`; they come round again. */
export function questionOf(index: number, turn: number): Question {
  const place = turn % PARTS.length;
  const part = PARTS[place];
  return {
    text: `How often must the ${part} be ${workOf(index, place)}?`,
    quoted: `every ${daysOf(index, place)} days`,
  };
}

function workOf(index: number, place: number): string {
  return WORKS[(index + place) % WORKS.length] ?? '';
}

function daysOf(index: number, place: number): number {
  return 10 + ((index * 7 + place * 13) % 80);
}

function codeOf(index: number, place: number): string {
  return `E${index % 90}-${place}`;
}
