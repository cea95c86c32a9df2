import type { DeferredPart } from '../planning/index.ts';
import type { ShapeSource } from '../shape/exact-shape.ts';
import { type FastShape, FastShapeCompiler } from '../shape/fast-shape.ts';
import type { FieldsType } from '../shape/selected-fields.ts';
import type { Program } from './program.ts';

/** A deferred part with what its objects are shaped by. */
export class ProgramPart {
  readonly label: string | undefined;
  readonly outer: number | null;
  readonly way: DeferredPart['way'];
  readonly shape: ShapeSource;
  readonly #fastShapes = new Map<string, FastShape | null>();

  /** @param whole everything that the operation asks for */
  constructor({ label, outer, way, selectionSet }: DeferredPart, whole: ShapeSource) {
    this.label = label;
    this.outer = outer;
    this.way = way;
    this.shape = { ...whole, operation: { ...whole.operation, selectionSet } };
  }

  /** For objects of one type; made when the first one comes. */
  fastShape(type: FieldsType): FastShape | null {
    const known = this.#fastShapes.get(type.name);
    if (known !== undefined) return known;
    const made = new FastShapeCompiler(this.shape).compile(type);
    this.#fastShapes.set(type.name, made);
    return made;
  }
}

/** What an operation that is answered in parts was compiled to. */
export interface DeferredProgram {
  /** All steps, and the shape of what is answered first. */
  readonly program: Program;
  /** Everything that the operation asks for. */
  readonly whole: ShapeSource;
  readonly parts: readonly ProgramPart[];
}
