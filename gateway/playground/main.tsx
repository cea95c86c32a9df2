import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './style.css';
import { GraphiQL, type GraphiQLProps } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { fetchPageConfig, type PageConfig, startHeaders } from './page-config.ts';
import { postOperation } from './post.ts';
import { openingTexts, pageStorage } from './storage.ts';
import { tabs } from './tabs.ts';
import { uploadPlugin } from './upload-plugin.tsx';

/** The props of the one GraphiQL on the page; made once, because GraphiQL compares plugins by identity. */
function graphiqlProps({ graphqlPath, demoToken }: PageConfig): GraphiQLProps {
  const defaultHeaders = startHeaders(demoToken);
  let headers = defaultHeaders;
  const upload = uploadPlugin(async (query, variables) =>
    postOperation(graphqlPath, { query, variables }, parseHeaders(headers)),
  );
  return {
    // GraphiQL asks for the schema before its header editor is there, and so without the headers in it.
    fetcher: (operation, options) => {
      const early = operation.operationName === 'IntrospectionQuery' && !options?.headers;
      return postOperation(graphqlPath, operation, early ? parseHeaders(headers) : (options?.headers ?? {}));
    },
    defaultTabs: [...tabs],
    defaultHeaders,
    ...openingTexts(),
    onEditHeaders: (text) => {
      headers = text;
    },
    // Tokens stay out of the browser's storage.
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
    storage: pageStorage,
    // Without GraphiQL's history, which would store each request with its token.
    plugins: [upload],
  };
}

/** Reads the header editor's text. Throws an Error that names the editor when it is not JSON. */
function parseHeaders(text: string): Record<string, string> {
  try {
    // What is in it besides strings, fetch turns into strings.
    return JSON.parse(text) as Record<string, string>;
  } catch (cause) {
    throw new Error('The text under "Headers" is not JSON.', { cause });
  }
}

function Playground({ props }: { props: GraphiQLProps }) {
  return (
    <GraphiQL {...props}>
      <GraphiQL.Logo>
        <h1 className="playground-title">
          Manuel <span>ask your manuals</span>
        </h1>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}

function Failure({ error }: { error: unknown }) {
  return (
    <p className="playground-note" role="alert">
      The playground could not open. {error instanceof Error ? error.message : String(error)}
    </p>
  );
}

const place = document.getElementById('playground');
if (place) {
  const root = createRoot(place);
  try {
    root.render(<Playground props={graphiqlProps(await fetchPageConfig())} />);
  } catch (error) {
    root.render(<Failure error={error} />);
  }
}
