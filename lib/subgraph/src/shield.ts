import { createRequire } from 'node:module';
import util from 'node:util';
import type * as Middleware from 'graphql-middleware';
import type * as Shield from 'graphql-shield';

/*
 * graphql-shield's ES build imports `util.isUndefined`, which Node 23 removed, and does not link. Its CommonJS
 * build needs the function only when it is called, so it gets one; graphql-middleware must come from the same
 * side, or its wrapped types belong to another copy of the generator.
 */
// The types of today's Node do not know it, which is the point.
const lost = util as { isUndefined?: (value: unknown) => boolean };
lost.isUndefined ??= (value) => value === undefined;

const require = createRequire(import.meta.url);
// `require` is untyped; these are the packages' own declarations.
const { shield, rule, deny } = require('graphql-shield') as typeof Shield;
// As above.
const { applyMiddleware } = require('graphql-middleware') as typeof Middleware;

export { applyMiddleware, deny, rule, shield };
