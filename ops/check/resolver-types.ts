import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { buildASTSchema, type DocumentNode, Kind, parse } from 'graphql';

/** What the resolver types of one subgraph depend on, apart from its schema. */
export type ResolverTypesOptions = {
  /** The subgraph's name, such as `usage`; its context is `UsageContext` of `context.ts`. */
  readonly subgraph: string;
  /** The parent type of each GraphQL type whose rows are not shaped like it: `./file.ts#Type`. */
  readonly mappers: Readonly<Record<string, string>>;
};

const header = (subgraph: string) => `/*
 * Types of the ${subgraph} subgraph's resolvers, made from schema/${subgraph}.graphql by \`npm run generate\`.
 * Edit the schema, not this file.
 */
`;

/**
 * Makes the TypeScript types of a subgraph's resolvers.
 * @param sdl the subgraph's schema as written by hand, with its federation directives
 * @returns the text of `schema.generated.ts`
 * @throws GraphQLError when the schema cannot be parsed; composition finds the other faults
 */
export async function resolverTypes(sdl: string, options: ResolverTypesOptions): Promise<string> {
  const schema = withoutLinks(parse(sdl));
  const code = await codegen({
    filename: 'schema.generated.ts',
    documents: [],
    schema,
    // The federation directives are known to composition, which checks them; plain GraphQL does not know them.
    schemaAst: buildASTSchema(schema, { assumeValidSDL: true }),
    config: {
      federation: true,
      enumsAsTypes: true,
      useTypeImports: true,
      immutableTypes: true,
      makeResolverTypeCallable: true,
      maybeValue: 'T | null',
      inputMaybeValue: 'T | null',
      // A parent names each of its fields, and a default value has been filled in before a resolver runs.
      avoidOptionals: { field: true, defaultValue: true },
      // Members of a union say which they are, so that no __resolveType is needed.
      resolversNonOptionalTypename: { unionMember: true },
      strictScalars: true,
      scalars: { ID: 'string', DateTime: 'Date', _FieldSet: 'string' },
      contextType: `./context.ts#${capitalised(options.subgraph)}Context`,
      mappers: options.mappers,
    },
    plugins: [{ typescript: {} }, { 'typescript-resolvers': {} }],
    pluginMap: { typescript, 'typescript-resolvers': typescriptResolvers },
  });
  return `${header(options.subgraph)}${withoutIdleTypes(code).trimEnd()}\n`;
}

/**
 * `extend schema @link` is read by composition alone, and codegen has no schema definition to extend. Directives are
 * for composition and the gateway: no resolver answers them.
 */
function withoutLinks(document: DocumentNode): DocumentNode {
  const isLeft = ({ kind }: DocumentNode['definitions'][number]) =>
    kind !== Kind.SCHEMA_EXTENSION && kind !== Kind.DIRECTIVE_DEFINITION;
  return { ...document, definitions: document.definitions.filter(isLeft) };
}

/** Codegen always adds types for subscriptions and directive resolvers; this federation has neither. */
function withoutIdleTypes(code: string): string {
  const idle = /^export (type|interface) (Subscription|NextResolver|DirectiveResolver)/;
  const blocks = code.split(/\n\s*\n/);
  return blocks.filter((block) => !idle.test(block.trimStart())).join('\n\n');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
