import { readFileSync } from 'node:fs';

/** The committed table of who may have which field, by coordinate: `npm run generate` makes it, and people review it. */
export function readRules(): Map<string, string> {
  const text = readFileSync(new URL('../../schema/access.txt', import.meta.url), 'utf8');
  return new Map(
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const at = line.indexOf(' ');
        return [line.slice(0, at), line.slice(at).trim()];
      }),
  );
}

/** Whether somebody with these scopes meets a rule of the table, read by itself and not by what made it. */
export function meets(rule: string, has: (name: string) => boolean): boolean {
  return splitOutside(rule, '&').every((part) => {
    if (part.startsWith('('))
      return part
        .slice(1, -1)
        .split('|')
        .some((alternative) => alternative.split('&').every((name) => has(name.trim())));
    return part === 'caller' || has(part);
  });
}

/** Splits a rule where the mark is in no brackets. */
function splitOutside(rule: string, mark: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of rule) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === mark && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
