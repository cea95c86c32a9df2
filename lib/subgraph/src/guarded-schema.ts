import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { NotAllowed } from '@manuel/service';
import {
  type DocumentNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { RequestContext } from './context.ts';
import { AccessRules } from './rules.ts';
import { applyMiddleware, deny, shield } from './shield.ts';

type Field = GraphQLField<unknown, RequestContext>;

/**
 * The executable schema of a subgraph: every field guarded as its directives say, denied when they do not cover it.
 * @throws DirectiveRefused when a directive cannot be understood
 */
export function guardedSchema(typeDefs: DocumentNode, resolvers: object): GraphQLSchema {
  const rules = new AccessRules(typeDefs);
  const bare = bareSchema(typeDefs, resolvers);
  const guarded = shielded(bare, rules);
  for (const [field, inside, decide] of decidedFields(guarded, bare, rules)) letIn(field, inside, decide);
  return guarded;
}

/** The same without any rule, for whoever wants to know what rules cost. */
export function bareSchema(typeDefs: DocumentNode, resolvers: object): GraphQLSchema {
  // The generated types are exact where the map's are wide; both describe the same object.
  return buildSubgraphSchema([{ typeDefs, resolvers: resolvers as GraphQLResolverMap<unknown> }]);
}

/** The same with every rule asked by graphql-shield alone. @throws DirectiveRefused */
export function shieldedSchema(typeDefs: DocumentNode, resolvers: object): GraphQLSchema {
  return shielded(bareSchema(typeDefs, resolvers), new AccessRules(typeDefs));
}

function shielded(bare: GraphQLSchema, { table }: AccessRules): GraphQLSchema {
  const options = {
    ...{ fallbackRule: deny, allowExternalErrors: true },
    fallbackError: new NotAllowed('No rule allows this.'),
  };
  return applyMiddleware(bare, shield(table, options));
}

/**
 * Shield asks its rule with promises for every field of every row, which takes longer than to resolve it. A rule that
 * looks at nothing but the request is asked directly; shield still answers for whatever that does not let in.
 */
function letIn(field: Field, inside: Field, decide: (context: RequestContext) => boolean | Error): void {
  const { resolve: guard = defaultFieldResolver } = field;
  const { resolve = defaultFieldResolver } = inside;
  field.resolve = (parent, args, context, info) =>
    (decide(context) === true ? resolve : guard)(parent, args, context, info);
}

/** Each field that a rule of ours decides: as it is guarded, as it is without a guard, and what the rule says. */
function decidedFields(guarded: GraphQLSchema, bare: GraphQLSchema, rules: AccessRules) {
  const types = Object.values(guarded.getTypeMap()).filter(
    (type) => isObjectType(type) && !isIntrospectionType(type),
  );
  return types.flatMap((type) => {
    const insides = bare.getType(type.name);
    if (!isObjectType(type) || !isObjectType(insides)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const inside = insides.getFields()[field.name];
      const decide = rules.decisionOn(type.name, field.name);
      return inside === undefined || decide === undefined ? [] : [[field, inside, decide] as const];
    });
  });
}
