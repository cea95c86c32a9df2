import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { Random } from './random.ts';

/** Makes values of input types: as JSON for variables, and as text for literals. */
export class InputValues {
  readonly #random: Random;
  readonly #words: readonly string[];

  constructor(random: Random, words: readonly string[]) {
    this.#random = random;
    this.#words = words;
  }

  /** A value that a variable of the type can have. */
  json(type: GraphQLInputType): unknown {
    const random = this.#random;
    if (isNonNullType(type)) return this.#present(type.ofType);
    return random.chance(15) ? null : this.#present(type);
  }

  /** A value that no variable of the type can have; undefined when there is none. */
  wrongJson(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#random.chance(50) ? null : this.wrongJson(type.ofType);
    if (isListType(type)) return [this.wrongJson(type.ofType)];
    if (isInputObjectType(type)) return { nobodyAskedForThis: 1 };
    return type.name === 'JSON' ? undefined : { a: 1 };
  }

  /** @param variable gives the name of a variable of a type; undefined for a literal all the way */
  literal(type: GraphQLInputType, variable: (type: GraphQLInputType) => string | undefined): string {
    const name = variable(type);
    if (name !== undefined) return `$${name}`;
    if (isNonNullType(type)) return this.#presentLiteral(type.ofType, variable);
    return this.#random.chance(10) ? 'null' : this.#presentLiteral(type, variable);
  }

  #presentLiteral(type: GraphQLInputType, variable: (type: GraphQLInputType) => string | undefined): string {
    if (isListType(type)) {
      if (this.#random.chance(15)) return this.#presentLiteral(nullable(type.ofType), () => undefined);
      const items = Array.from({ length: this.#random.below(3) }, () => this.literal(type.ofType, variable));
      return `[${items.join(', ')}]`;
    }
    if (!isInputObjectType(type)) return printed(this.#present(type), isEnumType(type));
    const given = Object.values(type.getFields()).filter(
      (field) => isRequiredInputField(field) || this.#random.chance(50),
    );
    return `{${given.map((field) => `${field.name}: ${this.literal(field.type, variable)}`).join(', ')}}`;
  }

  #present(type: GraphQLInputType): unknown {
    const random = this.#random;
    if (isNonNullType(type)) return this.#present(type.ofType);
    if (isListType(type)) return Array.from({ length: random.below(3) }, () => this.json(type.ofType));
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const given = Object.values(type.getFields()).filter(
        (field) => isRequiredInputField(field) || random.chance(50),
      );
      return Object.fromEntries(given.map((field) => [field.name, this.json(field.type)]));
    }
    return this.#scalar(type.name);
  }

  #scalar(name: string): unknown {
    const random = this.#random;
    switch (name) {
      case 'Int':
        return random.below(5);
      case 'Float':
        return random.pick([0, 1.5, -2.25, 1e3]);
      case 'Boolean':
        return random.chance(50);
      case 'JSON':
        return random.pick<unknown>([1, 'text', true, [1, 'two'], { deep: { list: [null, 2] } }]);
      default:
        return random.pick([
          ...this.#words,
          'no such thing',
          'with "quotes"\nand more',
          'ünï ✓',
          '  spaces  in  it ',
        ]);
    }
  }
}

function nullable(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? type.ofType : type;
}

/** A JSON value in GraphQL's own notation, whose object keys stand without quotes. */
function printed(value: unknown, isEnum: boolean): string {
  if (isEnum) return String(value);
  if (Array.isArray(value)) return `[${value.map((one) => printed(one, false)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}: ${printed(one, false)}`)
    .join(', ')}}`;
}
