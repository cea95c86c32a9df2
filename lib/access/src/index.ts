export { type AccessDirectives, accessDirectives } from './directives.ts';
export { fieldRequirements, type WrittenRequirements, writtenRequirements } from './field-requirements.ts';
export { type Grants, grantsOf, isKnownPolicy } from './grants.ts';
export { elementName, type Link, linksOf } from './links.ts';
export {
  allOf,
  isMet,
  keyOf,
  NOTHING,
  type Requirement,
  sentenceOf,
  textOf,
  unmetOf,
} from './requirement.ts';
