import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLList,
  type GraphQLNamedOutputType,
  type GraphQLOutputType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { entry, functionOf, readKey } from '../compile/source-text.ts';
import type { Json } from '../own.ts';
import { conditionsOf } from '../planning/index.ts';
import { rootOf, type ShapeSource } from './exact-shape.ts';
import { isIntrospection } from './introspection.ts';
import type { FieldsType, Variables } from './selected-fields.ts';

/**
 * Makes the answer from fetched data when all of it is as the schema says; undefined at the first value that is not,
 * for `ExactShape` to tell what and where.
 */
export type FastShape = (data: Json, variables: Variables) => Json | undefined;

type GraphQLNullableOutputType = GraphQLNamedOutputType | GraphQLList<GraphQLOutputType>;

/** A field with the conditions under which it is asked for; none when it always is. */
interface AskedField {
  readonly node: FieldNode;
  readonly sets: SelectionSetNode[];
  /** Each is a text that is true when this occurrence is asked for; empty text when always. */
  readonly conditions: string[];
}

/** Writes a function for each type and selection of an operation; the same ones are written once. */
export class FastShapeCompiler {
  readonly #source: ShapeSource;
  readonly #functions: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #setNumbers = new Map<SelectionSetNode, number>();
  #isMixed = false;

  constructor(source: ShapeSource) {
    this.#source = source;
  }

  /**
   * Null when only `ExactShape` can tell what belongs into the answer.
   * @param type of the object that the operation's selection set is asked of
   */
  compile(type: FieldsType = rootOf(this.#source)): FastShape | null {
    const { schema, operation } = this.#source;
    const name = this.#objectFunction(type, [operation.selectionSet]);
    if (this.#isMixed) return null;
    const enums = (type: string, value: string) => {
      const found = schema.getType(type);
      return isEnumType(found) && found.getValue(value) !== undefined;
    };
    return functionOf<FastShape>(`(()=>{${this.#functions.join('\n')}\nreturn ${name};})()`, {
      isEnumValue: enums,
    });
  }

  /** @returns the name of a function of (d: data, V: variables) that gives an object or undefined */
  #objectFunction(type: GraphQLNamedOutputType, sets: readonly SelectionSetNode[]): string {
    const key = `${type.name} ${sets.map((set) => this.#numberOf(set)).join()}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `f${this.#names.size}`;
    this.#names.set(key, name);
    if (isAbstractType(type)) this.#functions.push(this.#switch(name, type, sets));
    else if (isObjectType(type)) this.#functions.push(this.#object(name, type, sets));
    return name;
  }

  #switch(name: string, type: GraphQLNamedOutputType, sets: readonly SelectionSetNode[]): string {
    const possible = isAbstractType(type) ? this.#source.schema.getPossibleTypes(type) : [];
    const cases = possible.map(
      (one) => `case ${JSON.stringify(one.name)}:return ${this.#objectFunction(one, sets)}(d,V);`,
    );
    if (isInterfaceType(type))
      cases.push(`case undefined:case ${JSON.stringify(type.name)}:${this.#asInterface(type, sets)}`);
    return `function ${name}(d,V){switch(d.__typename){${cases.join('')}}}`;
  }

  /** Objects that are known by their interface alone are shaped by it, unless somebody asks for more. */
  #asInterface(type: GraphQLInterfaceType, sets: readonly SelectionSetNode[]): string {
    const fields = [...this.#fields(type, sets).values()];
    if (fields.some(({ node }) => node.name.value === '__typename')) return 'return;';
    const name = `f${this.#names.size}`;
    this.#names.set(`${type.name} itself ${sets.map((set) => this.#numberOf(set)).join()}`, name);
    this.#functions.push(this.#object(name, type, sets));
    return `return ${name}(d,V);`;
  }

  #object(name: string, type: FieldsType, sets: readonly SelectionSetNode[]): string {
    const fields = [...this.#fields(type, sets)].map(([key, asked], index) => {
      const { statements, value } = this.#field(type, asked, `v${index}`);
      const condition = asked.conditions.includes('')
        ? null
        : asked.conditions.map((one) => `(${one})`).join('||');
      return { key, statements, value, condition };
    });
    const always = fields.every(({ condition }) => condition === null);
    if (always) {
      const entries = fields.map(({ key, value }) => entry(key, value)).join(',');
      return `function ${name}(d,V){${fields.map(({ statements }) => statements).join('')}return{${entries}};}`;
    }
    const parts = fields.map(({ key, statements, value, condition }) => {
      const set = `${statements}Object.defineProperty(r,${JSON.stringify(key)},{value:${value},enumerable:true,configurable:true,writable:true});`;
      return condition === null ? `{${set}}` : `if(${condition}){${set}}`;
    });
    return `function ${name}(d,V){const r={};${parts.join('')}return r;}`;
  }

  #field(type: FieldsType, { node, sets }: AskedField, variable: string) {
    const name = node.name.value;
    if (name === '__typename') return { statements: '', value: JSON.stringify(type.name) };
    const read = `let ${variable}=${readKey('d', this.#source.names.dataKey(node))};`;
    const field = type.getFields()[name];
    if (isIntrospection(name) || field === undefined)
      return { statements: `${read}${variable}??=null;`, value: variable };
    return { statements: `${read}${this.#check(field.type, sets, variable)}`, value: variable };
  }

  /** Statements that turn the variable's value into the answer's, or return undefined. */
  #check(type: GraphQLOutputType, sets: readonly SelectionSetNode[], variable: string): string {
    if (isNonNullType(type)) {
      return `if(${variable}==null)return;${this.#checkPresent(type.ofType, sets, variable)}`;
    }
    return `if(${variable}==null)${variable}=null;else{${this.#checkPresent(type, sets, variable)}}`;
  }

  #checkPresent(
    type: GraphQLNullableOutputType,
    sets: readonly SelectionSetNode[],
    variable: string,
  ): string {
    if (isListType(type)) {
      const [items, index, item] = [`${variable}a`, `${variable}i`, `${variable}e`];
      const each = `let ${item}=${variable}[${index}];${this.#check(type.ofType, sets, item)}${items}[${index}]=${item};`;
      return `if(!Array.isArray(${variable}))return;const ${items}=new Array(${variable}.length);for(let ${index}=0;${index}<${variable}.length;${index}++){${each}}${variable}=${items};`;
    }
    if (isLeafType(type)) return leafCheck(type.name, isEnumType(type), variable);
    const shape = this.#objectFunction(type, sets);
    return `if(typeof ${variable}!=='object'||Array.isArray(${variable}))return;${variable}=${shape}(${variable},V);if(${variable}===undefined)return;`;
  }

  /** The fields that objects of a type are asked for, by response key. */
  #fields(type: FieldsType, sets: readonly SelectionSetNode[]): Map<string, AskedField> {
    const fields = new Map<string, AskedField>();
    for (const set of sets) this.#collect(type, set, '', fields, new Set());
    return fields;
  }

  #collect(
    type: FieldsType,
    set: SelectionSetNode,
    outer: string,
    fields: Map<string, AskedField>,
    open: ReadonlySet<string>,
  ): void {
    const { types, fragments } = this.#source;
    for (const selection of set.selections) {
      const condition = and(outer, conditionOf(selection.directives ?? []));
      if (selection.kind === Kind.FIELD) this.#addField(fields, selection, condition);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (types.holds(selection.typeCondition?.name.value, type.name))
          this.#collect(type, selection.selectionSet, condition, fields, open);
      } else {
        const fragment = fragments.get(selection.name.value);
        if (fragment === undefined || open.has(selection.name.value)) continue;
        const inside = new Set([...open, selection.name.value]);
        if (types.holds(fragment.typeCondition.name.value, type.name))
          this.#collect(type, fragment.selectionSet, condition, fields, inside);
      }
    }
  }

  #addField(fields: Map<string, AskedField>, node: FieldNode, condition: string): void {
    const key = node.alias?.value ?? node.name.value;
    const field = fields.get(key) ?? { node, sets: [], conditions: [] };
    fields.set(key, field);
    field.conditions.push(condition);
    const [first] = field.conditions;
    const differs = field.conditions.some((one) => one !== first);
    if (node.selectionSet !== undefined) field.sets.push(node.selectionSet);
    // What stands below one of them may be asked for without what stands below the other. A leaf's place among the
    // fields is that of the first one that is asked for, which is known when the very first always is.
    if (differs && (node.selectionSet !== undefined || first !== '')) this.#isMixed = true;
  }

  #numberOf(set: SelectionSetNode): number {
    const known = this.#setNumbers.get(set) ?? this.#setNumbers.size;
    this.#setNumbers.set(set, known);
    return known;
  }
}

/** A text that is true when @skip and @include let a selection stand; empty when there are none. */
function conditionOf(directives: readonly DirectiveNode[]): string {
  return conditionsOf({ directives }).reduce((all, { value, wanted }) => {
    const isTrue =
      value?.kind === Kind.VARIABLE
        ? `V[${JSON.stringify(value.name.value)}]===true`
        : `${value?.kind === Kind.BOOLEAN && value.value}`;
    return and(all, wanted ? isTrue : `!(${isTrue})`);
  }, '');
}

function and(left: string, right: string): string {
  return left === '' || right === '' ? left + right : `${left}&&${right}`;
}

/** The same checks as `checkedLeaf`, written out. */
function leafCheck(type: string, isEnum: boolean, variable: string): string {
  if (isEnum)
    return `if(typeof ${variable}!=='string'||!isEnumValue(${JSON.stringify(type)},${variable}))return;`;
  switch (type) {
    case 'Int':
      return `if((${variable}|0)!==${variable})return;`;
    case 'Float':
      return `if(typeof ${variable}!=='number')return;`;
    case 'String':
      return `if(typeof ${variable}!=='string')return;`;
    case 'Boolean':
      return `if(typeof ${variable}!=='boolean')return;`;
    case 'ID':
      return `if(typeof ${variable}!=='string'){if(!Number.isInteger(${variable}))return;${variable}=String(${variable});}`;
    default:
      return '';
  }
}
