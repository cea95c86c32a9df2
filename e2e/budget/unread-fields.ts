import {
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The fields that a query can come to and that none of the documents asks for, such as Manual.title. */
export function unreadFields(schema: GraphQLSchema, documents: readonly string[]): string[] {
  const read = new Set(documents.flatMap((document) => fieldsIn(schema, document)));
  return readableFields(schema).filter((field) => !read.has(field));
}

function fieldsIn(schema: GraphQLSchema, document: string): string[] {
  const info = new TypeInfo(schema);
  const fields: string[] = [];
  const enter = () => {
    const [type, field] = [info.getParentType(), info.getFieldDef()];
    if (type && field) fields.push(`${type.name}.${field.name}`);
  };
  visit(parse(document), visitWithTypeInfo(info, { Field: { enter } }));
  return fields;
}

function readableFields(schema: GraphQLSchema): string[] {
  const types = new Set([schema.getQueryType()]);
  const fields: string[] = [];
  for (const type of types) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      fields.push(`${type.name}.${field.name}`);
      const target = getNamedType(field.type);
      const objects = isAbstractType(target) ? schema.getPossibleTypes(target) : [target];
      for (const object of objects) if (isObjectType(object)) types.add(object);
    }
  }
  return fields;
}
