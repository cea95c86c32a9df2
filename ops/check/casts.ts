import { parseSync } from 'vite';
import { isTest, lineAt, readSources, type SourceFile } from './sources.ts';
import type { Step } from './step.ts';

/** What every node of the syntax tree (ESTree with TypeScript's nodes) has. */
type Node = { readonly type: string; readonly start: number; readonly end: number };

/** First and last line, from 1. */
type Lines = readonly [first: number, last: number];

/** Checks that each cast outside tests stands beside a comment, in its own lines or right above its statement. */
export const casts: Step = {
  name: 'casts',
  run: async (root) =>
    readSources(root)
      .filter(({ path }) => !isTest(path))
      .flatMap(bareCastsIn)
      .join('\n'),
};

function bareCastsIn({ path, text }: SourceFile): string[] {
  const { program, comments } = parseSync(path, text);
  const linesOf = ({ start, end }: Pick<Node, 'start' | 'end'>): Lines => [
    lineAt(text, start),
    lineAt(text, end),
  ];
  const explained = comments.map(linesOf);
  return [...castsBelow(program, program)]
    .map(({ cast, statement }) => ({ cast: linesOf(cast), statement: linesOf(statement) }))
    .filter(({ cast, statement }) => !explained.some((comment) => explains(comment, cast, statement)))
    .map(({ cast: [line] }) => `${path}:${line} casts without a comment that says why it is safe`);
}

function explains([first, last]: Lines, cast: Lines, statement: Lines): boolean {
  const touches = first <= cast[1] && last >= cast[0] - 1;
  return touches || last === statement[0] - 1;
}

/** Every `x as T` below a value of the tree, with the innermost statement or class member around it. */
function* castsBelow(value: unknown, statement: Node): Generator<{ cast: Node; statement: Node }> {
  if (Array.isArray(value)) {
    for (const item of value) yield* castsBelow(item, statement);
  } else if (isNode(value)) {
    const around = /(Statement|Declaration|Definition)$/.test(value.type) ? value : statement;
    if (value.type === 'TSAsExpression' && !isConst(value)) yield { cast: value, statement: around };
    for (const child of Object.values(value)) yield* castsBelow(child, around);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** `as const` claims nothing that the compiler does not know. */
function isConst(cast: Node): boolean {
  const { typeAnnotation } = cast as Node & { typeAnnotation: { typeName?: { name?: string } } }; // ESTree for TSAsExpression
  return typeAnnotation.typeName?.name === 'const';
}
