/** One prepared tab. GraphiQL names a tab after its first operation. */
export type PlaygroundTab = {
  query: string;
  /** JSON text; null for none. */
  variables: string | null;
};

const ask: PlaygroundTab = {
  query: `# Ask the manuals: the answer cites manual and page.
# The question stands below, under "Variables".
mutation Ask($input: AskInput!) {
  ask(input: $input) {
    __typename
    ... on Question {
      id
      text
      answer {
        found
        text
        confidence
        engine
        citations {
          page
          quote
          passage {
            heading
            manual {
              id
              title
            }
          }
        }
      }
    }
    ... on QuotaExceeded {
      limit
      resetsAt
    }
    ... on InvalidInput {
      path
    }
    ... on Problem {
      code
      message
    }
  }
}
`,
  variables: JSON.stringify({ input: { text: 'How do I write a hex file to the flash memory?' } }, null, 2),
};

const fourSubgraphs: PlaygroundTab = {
  query: `# One query, four subgraphs. Ask something first.
#   queries  question, answer, citations
#   manuals  passage, manual
#   audit    auditTrail
#   usage    askedBy's usage, cost
query FourSubgraphs {
  questions(first: 5) {
    edges {
      node {
        text
        askedAt
        askedBy {
          id
          usage {
            today {
              used
              limit
              remaining
            }
          }
        }
        cost {
          questions
          computeMilliseconds
          amountUsd
        }
        answer {
          text
          citations {
            page
            quote
            passage {
              heading
              manual {
                title
                auditTrail {
                  at
                  action
                  outcome
                  actor {
                    id
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
`,
  variables: null,
};

const manuals: PlaygroundTab = {
  query: `# The workspace's manuals, newest first.
# For the next page pass endCursor as $after.
query Manuals($first: Int!, $after: String, $filter: ManualFilter) {
  manuals(first: $first, after: $after, filter: $filter) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        title
        product
        fileName
        pageCount
        status
        addedAt
        ingestion {
          status
          progress
          failure {
            code
            message
          }
        }
      }
    }
  }
}
`,
  variables: JSON.stringify({ first: 20, after: null, filter: null }, null, 2),
};

const search: PlaygroundTab = {
  query: `# The passages that answer $text, best first: how sure
# the search is, and why each stands where it stands.
query Search($text: String!) {
  searchPassages(text: $text, first: 5) {
    confidence
    score
    why {
      keywords
      meaning
      words { word similarity }
      missingTerms
      threshold
    }
    passage {
      page
      pageLabel
      path
      text
      manual {
        title
      }
    }
  }
}
`,
  variables: JSON.stringify({ text: 'write a hex file to the flash memory' }, null, 2),
};

const usage: PlaygroundTab = {
  query: `# How many questions you have asked, and how many
# are left today and this month (UTC).
query Usage {
  me {
    id
    usage {
      today {
        ...Period
      }
      month {
        ...Period
      }
    }
  }
}

fragment Period on QuotaPeriod {
  used
  limit
  remaining
  resetsAt
}
`,
  variables: null,
};

const audit: PlaygroundTab = {
  query: `# Who did what in the workspace, newest first.
# For auditors and admins.
query Audit {
  auditEntries(first: 20) {
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        at
        actor {
          id
        }
        action
        target
        outcome
        code
        requestId
      }
    }
  }
}
`,
  variables: null,
};

const uploadByHand: PlaygroundTab = {
  query: `# Adding a manual by hand, in three steps.
# (The side bar's "Upload a manual" does them all.)
#
# 1. Run UploadByHand. $file describes this file:
#      printf '# Drill\\n\\nPress the red button to stop.\\n' \\
#        > drill.md
# 2. PUT the file to the answer's url, with its headers:
#      curl -X PUT -H 'name: value' \\
#        --data-binary @drill.md 'http://…'
#    A url that starts with / belongs to this gateway.
# 3. Set $uploadId, then run ThenAddManual.
mutation UploadByHand($file: RequestUploadInput!) {
  requestUpload(input: $file) {
    __typename
    ... on UploadTicket {
      uploadId
      url
      method
      headers {
        name
        value
      }
      expiresAt
    }
    ... on Problem {
      code
      message
    }
  }
}

mutation ThenAddManual($uploadId: ID!) {
  addManual(input: { uploadId: $uploadId, title: "Drill" }) {
    __typename
    ... on ManualAdded {
      deduplicated
      manual {
        id
        status
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
`,
  variables: JSON.stringify(
    {
      file: {
        fileName: 'drill.md',
        byteSize: 39,
        sha256: 'e4bb4997e33b811b5d6aa0fb0bc0665623f1e8a72b35eae35102c1aca9db4aa2',
      },
      uploadId: 'the uploadId of the first answer',
    },
    null,
    2,
  ),
};

/** The tabs that a first visit shows, in this order. */
export const tabs: readonly PlaygroundTab[] = [
  ask,
  fourSubgraphs,
  manuals,
  search,
  usage,
  audit,
  uploadByHand,
];
