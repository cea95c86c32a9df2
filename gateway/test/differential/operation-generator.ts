import {
  type GraphQLArgument,
  GraphQLBoolean,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { Random } from './random.ts';
import { InputValues } from './values.ts';

/** A variable of a generated operation. */
export interface GeneratedVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly default: string | undefined;
}

/** One operation with the fragments that it alone uses. */
export interface GeneratedOperation {
  readonly name: string;
  readonly text: string;
  readonly variables: readonly GeneratedVariable[];
}

const HOSTILE_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__typename'];
const VARIABLE_NAMES = ['constructor', 'toString', 'hasOwnProperty', 'e', 'e0', 'query', 'first'];
const DEEPEST = 7;

/**
 * Writes operations over a schema. Most are valid; the rest, such as fields that cannot be merged, are for validation
 * to sort out.
 */
export class OperationGenerator {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #values: InputValues;
  readonly #aliases: readonly string[];
  readonly #name: string;
  readonly #variables: GeneratedVariable[] = [];
  readonly #fragments: { name: string; on: GraphQLCompositeType; text: string }[] = [];
  /** What stands at each response path: the field with its arguments. */
  readonly #taken = new Map<string, string>();
  readonly #deferPercent: number;
  #fragmentCount = 0;
  #labelCount = 0;
  #fieldsLeft: number;

  /**
   * @param name of the operation; its fragments' names begin with it
   * @param deferPercent of the fragments bear `@defer`
   */
  constructor(
    schema: GraphQLSchema,
    random: Random,
    words: readonly string[],
    name: string,
    deferPercent = 0,
  ) {
    this.#schema = schema;
    this.#random = random;
    this.#values = new InputValues(random, words);
    this.#name = name;
    this.#deferPercent = deferPercent;
    this.#fieldsLeft = 4 + random.below(random.chance(20) ? 70 : 25);
    const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !type.name.startsWith('__') ? Object.keys(type.getFields()) : [],
    );
    this.#aliases = [...fields, ...HOSTILE_NAMES, 'a', 'b', 'c'];
  }

  operation(kind: 'query' | 'mutation'): GeneratedOperation {
    const root = kind === 'mutation' ? this.#schema.getMutationType() : this.#schema.getQueryType();
    if (!root) throw new Error(`The schema has no ${kind}.`);
    const set = this.#selectionSet(root, [], 0);
    const definitions = this.#variables.map(
      ({ name, type, default: value }) => `$${name}: ${type}${value === undefined ? '' : ` = ${value}`}`,
    );
    const head = `${kind} ${this.#name}${definitions.length > 0 ? `(${definitions.join(', ')})` : ''}`;
    const fragments = this.#fragments.map(({ name, on, text }) => `fragment ${name} on ${on.name} ${text}`);
    return {
      name: this.#name,
      text: [`${head} ${set}`, ...fragments].join('\n'),
      variables: this.#variables,
    };
  }

  #selectionSet(type: GraphQLCompositeType, path: readonly string[], depth: number): string {
    const count = 1 + this.#random.below(depth === 0 ? 4 : 5);
    const parts: string[] = [];
    for (let turn = 0; turn < count; turn++) parts.push(this.#selection(type, path, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, path: readonly string[], depth: number): string {
    const random = this.#random;
    const kind = random.below(100);
    const mayNest = depth < DEEPEST && this.#fieldsLeft > 0;
    if (kind < 6) return this.#typename(path);
    if (mayNest && kind < (isAbstractType(type) ? 50 : 14)) return this.#inlineFragment(type, path, depth);
    if (mayNest && kind < (isAbstractType(type) ? 62 : 24)) return this.#spread(type, path, depth);
    if (isUnionType(type)) return mayNest ? this.#inlineFragment(type, path, depth) : this.#typename(path);
    return this.#field(type, path, depth);
  }

  #typename(path: readonly string[]): string {
    const alias = this.#random.chance(30) ? this.#random.pick(this.#aliases) : '__typename';
    if (!this.#take(path, alias, '__typename')) return '__typename';
    return `${alias === '__typename' ? '' : `${alias}: `}__typename${this.#conditions()}`;
  }

  #inlineFragment(type: GraphQLCompositeType, path: readonly string[], depth: number): string {
    const on = this.#random.chance(15) ? undefined : this.#overlapping(type);
    const set = this.#selectionSet(on ?? type, path, depth + 1);
    return `...${on === undefined ? '' : ` on ${on.name}`}${this.#conditions()}${this.#defer(type)} ${set}`;
  }

  #spread(type: GraphQLCompositeType, path: readonly string[], depth: number): string {
    const fitting = this.#fragments.filter(({ on }) => this.#overlap(type, on));
    if (fitting.length > 0 && this.#random.chance(40))
      return `...${this.#random.pick(fitting).name}${this.#conditions()}${this.#defer(type)}`;
    const name = `${this.#name}F${this.#fragmentCount++}`;
    const on = this.#overlapping(type);
    const text = this.#selectionSet(on, path, depth + 1);
    this.#fragments.push({ name, on, text });
    return `...${name}${this.#conditions()}${this.#defer(type)}`;
  }

  #field(type: GraphQLNamedOutputType, path: readonly string[], depth: number): string {
    if (!('getFields' in type)) return this.#typename(path);
    const random = this.#random;
    // GraphQL's output types with fields are objects and interfaces.
    const all = Object.values(type.getFields()) as GraphQLField<unknown, unknown>[];
    const leaves = all.filter((one) => !isCompositeType(getNamedType(one.type)));
    const mayNest = depth < DEEPEST && this.#fieldsLeft > 0;
    const candidates = mayNest ? all : leaves;
    if (candidates.length === 0) return this.#typename(path);
    if (depth === 0 && type === this.#schema.getQueryType() && random.chance(3))
      return this.#introspection(path);
    this.#fieldsLeft -= 1;
    const field = random.pick(candidates);
    const call = `${field.name}${this.#arguments(field.args)}`;
    const key = this.#keyFor(field.name, path, call);
    const inner = getNamedType(field.type);
    const set = isCompositeType(inner) ? ` ${this.#selectionSet(inner, [...path, key], depth + 1)}` : '';
    return `${key === field.name ? '' : `${key}: `}${call}${this.#conditions()}${set}`;
  }

  #introspection(path: readonly string[]): string {
    const types = Object.keys(this.#schema.getTypeMap());
    const call = `__type(name: "${this.#random.pick(types)}")`;
    return `${this.#keyFor('__type', path, call)}: ${call} { kind name }`;
  }

  /** A response name at which no other field stands. */
  #keyFor(field: string, path: readonly string[], call: string): string {
    const wanted = this.#random.chance(25) ? this.#random.pick(this.#aliases) : field;
    if (this.#take(path, wanted, call)) return wanted;
    // Fields of types that exclude each other may share a response name: validation knows which.
    if (this.#random.chance(10)) return wanted;
    for (let number = 0; ; number++)
      if (this.#take(path, `${field}${number}`, call)) return `${field}${number}`;
  }

  #take(path: readonly string[], key: string, call: string): boolean {
    const place = [...path, key].join('.');
    const taken = this.#taken.get(place);
    if (taken === undefined) this.#taken.set(place, call);
    return taken === undefined || taken === call;
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given = args.filter((one) => isRequiredArgument(one) || this.#random.chance(50));
    if (given.length === 0) return '';
    const texts = given.map(
      (one) => `${one.name}: ${this.#values.literal(one.type, (type) => this.#maybeVariable(type))}`,
    );
    return `(${texts.join(', ')})`;
  }

  #conditions(): string {
    return ['skip', 'include']
      .filter(() => this.#random.chance(7))
      .map((name) => ` @${name}(if: ${this.#boolean()})`)
      .join('');
  }

  #defer(type: GraphQLCompositeType): string {
    if (this.#deferPercent === 0 || !this.#random.chance(this.#deferPercent)) return '';
    if (type === this.#schema.getMutationType()) return '';
    const label = this.#random.chance(40) ? `label: "${this.#name}L${this.#labelCount++}"` : '';
    const condition = this.#random.chance(30) ? `if: ${this.#boolean()}` : '';
    return label || condition ? ` @defer(${label} ${condition})` : ' @defer';
  }

  #boolean(): string {
    if (this.#random.chance(30)) return String(this.#random.chance(50));
    return `$${this.#variable(new GraphQLNonNull(GraphQLBoolean))}`;
  }

  #maybeVariable(type: GraphQLInputType): string | undefined {
    return this.#random.chance(35) ? this.#variable(type) : undefined;
  }

  #variable(type: GraphQLInputType): string {
    const known = this.#variables.filter((one) => String(one.type) === String(type));
    if (known.length > 0 && this.#random.chance(50)) return this.#random.pick(known).name;
    const names = VARIABLE_NAMES.filter((name) => this.#variables.every((one) => one.name !== name));
    const name =
      names.length > 0 && this.#random.chance(15) ? this.#random.pick(names) : `v${this.#variables.length}`;
    const value = this.#random.chance(25) ? this.#values.literal(type, () => undefined) : undefined;
    this.#variables.push({ name, type, default: value });
    return name;
  }

  #overlapping(type: GraphQLCompositeType): GraphQLCompositeType {
    const composite = Object.values(this.#schema.getTypeMap()).filter(
      (one): one is GraphQLCompositeType => isCompositeType(one) && !one.name.startsWith('__'),
    );
    return this.#random.pick(composite.filter((one) => this.#overlap(type, one)));
  }

  #overlap(left: GraphQLCompositeType, right: GraphQLCompositeType): boolean {
    return this.#possible(left).some((one) => this.#possible(right).includes(one));
  }

  #possible(type: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isObjectType(type) ? [type] : this.#schema.getPossibleTypes(type);
  }
}
