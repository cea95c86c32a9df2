/** The scope that every type of a guarded supergraph asks for; each caller of the load has it. */
const RULE = '@requiresScopes(scopes: [["manuals:read"]])';

/** A composed supergraph in which each type asks for a scope, as one that composition makes of guarded subgraphs. */
export function guardedSupergraph(supergraphSdl: string): string {
  const linked = supergraphSdl.replace(
    /^schema\b/m,
    'schema\n  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)',
  );
  const ruled = linked.replace(/^type (\w+)/gm, `type $1 ${RULE}`);
  if (ruled === linked || linked === supergraphSdl) throw new Error('This is no composed supergraph.');
  return `${ruled}
directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
scalar requiresScopes__Scope
`;
}
