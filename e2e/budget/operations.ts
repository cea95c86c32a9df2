/** An operation whose statements are counted. */
export interface Operation {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What was seeded and can be asked for. */
export interface Seeded {
  readonly manualId: string;
  readonly questionId: string;
}

const MANUAL = `
  id title product language fileName mediaType byteSize sha256 pageCount pagesWithoutText status addedAt
  addedBy { id usage { today { used limit remaining resetsAt } month { used } } }
  ingestion { id status step progress attempt startedAt finishedAt failure { code message } }
  auditTrail { id at action target outcome code requestId actor { id } }`;
const PASSAGE = 'id page pageLabel heading path sectionPages { first last } text manual { id title }';
const NEIGHBOURS = 'previous { id } next { id }';
const QUESTION = `
  id text askedAt
  askedBy { id usage { today { used } } }
  cost { questions computeMilliseconds amountUsd }
  answer { text found confidence engine citations { page quote passage { ${PASSAGE} } } }`;
const LETTERS = 'edges { cursor node { id queue data reason tries sentAt diedAt } } pageInfo { endCursor }';
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** Every way to read, each with all that it can be asked for. */
export function reads({ manualId, questionId }: Seeded) {
  return {
    me: { document: '{ me { id usage { today { used } month { used limit remaining resetsAt } } } }' },
    manual: {
      document: `query ($id: ID!) {
        manual(id: $id) { ${MANUAL} passages(first: 50) { edges { cursor node { ${PASSAGE} ${NEIGHBOURS} } } ${PAGE_INFO} } }
      }`,
      variables: { id: manualId },
    },
    manuals: {
      document: `{
        manuals(first: 50) {
          edges { cursor node { ${MANUAL} passages(first: 3) { edges { node { ${PASSAGE} } } } } }
          ${PAGE_INFO}
          totalCount
        }
      }`,
    },
    searchPassages: {
      document: `{
        searchPassages(text: "valve", first: 50) {
          score coverage confidence
          why { namesManual keywords meaning words { word similarity } matchedTerms missingTerms threshold }
          passage { ${PASSAGE} }
          same { ${PASSAGE} }
        }
      }`,
    },
    question: {
      document: `query ($id: ID!) { question(id: $id) { ${QUESTION} } }`,
      variables: { id: questionId },
    },
    questions: {
      document: `{ questions(first: 50) { edges { cursor node { ${QUESTION} } } ${PAGE_INFO} } }`,
    },
    deadLetters: {
      document: `{
        deadLetters { manuals(first: 50) { ${LETTERS} } queries(first: 50) { ${LETTERS} } usage(first: 50) { ${LETTERS} } }
      }`,
    },
    auditEntries: {
      document: `{
        auditEntries(first: 50) {
          edges { cursor node { id at action target outcome code requestId actor { id usage { today { used } } } } }
          ${PAGE_INFO}
        }
      }`,
    },
  } satisfies Readonly<Record<string, Operation>>;
}
