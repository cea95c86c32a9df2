/** A component's name and its value, such as `@method` and `POST`. */
export type Component = readonly [name: string, value: string];

/**
 * The text that is signed (RFC 9421, 2.5): a line for each component, and one for the signature's parameters.
 * @param parameters the covered components and the parameters, as the field Signature-Input has them
 * @throws Error when a value has a line end, with which it could pass for another line
 */
export function signatureBase(components: readonly Component[], parameters: string): string {
  let text = '';
  for (const [name, value] of components) {
    if (value.includes('\n')) throw new Error(`The value of ${name} has a line end.`);
    text += `"${name}": ${value}\n`;
  }
  return `${text}"@signature-params": ${parameters}`;
}
