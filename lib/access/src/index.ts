export { type AccessDirectives, accessDirectives, DirectiveRefused, requirementOn } from './directives.ts';
export { fieldRequirements, type WrittenRequirements, writtenRequirements } from './field-requirements.ts';
export { type Grants, grantsOf, isKnownPolicy, isScope } from './grants.ts';
export { elementName, type Link, linksOf } from './links.ts';
export {
  allOf,
  isMet,
  keyOf,
  mostNeeded,
  NOTHING,
  type Requirement,
  sentenceOf,
  textOf,
} from './requirement.ts';
