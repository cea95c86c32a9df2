/*
 * The engine writes small functions as JavaScript text once per operation, where running over a plan or a selection for
 * every object of every answer would cost several times as much. Only what these helpers write goes into such a text:
 * names as JSON strings, never as code.
 */

/** Names that every object has by its prototype: a plain read of one that is missing would find that. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Text that reads a key of the object itself. @param object an identifier */
export function readKey(object: string, key: string): string {
  const name = JSON.stringify(key);
  return INHERITED.has(key)
    ? `(Object.hasOwn(${object},${name})?${object}[${name}]:undefined)`
    : `${object}[${name}]`;
}

/** Text that sets a key of the object itself. */
export function writeKey(object: string, key: string, value: string): string {
  if (key === '__proto__') {
    return `Object.defineProperty(${object},"__proto__",{value:${value},enumerable:true,configurable:true,writable:true});`;
  }
  return `${object}[${JSON.stringify(key)}]=${value};`;
}

/** Text of an entry of an object literal; `__proto__` would set the prototype unless its name is computed. */
export function entry(key: string, value: string): string {
  return key === '__proto__' ? `["__proto__"]:${value}` : `${JSON.stringify(key)}:${value}`;
}

/** A function made of text. @param scope what the text may use besides its arguments, by name */
export function functionOf<F>(text: string, scope: Readonly<Record<string, unknown>> = {}): F {
  const names = Object.keys(scope);
  // The text evaluates to the function that its writer says.
  return new Function(...names, `"use strict";return ${text}`)(...names.map((name) => scope[name])) as F;
}
