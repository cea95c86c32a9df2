import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './style.css';
import { GraphiQL, type GraphiQLProps, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { fetchPageConfig, type PageConfig, startHeaders } from './page-config.ts';
import { postOperation } from './post.ts';
import { isFirstVisit, pageStorage } from './storage.ts';
import { tabs } from './tabs.ts';
import { uploadPlugin } from './upload-plugin.tsx';

/** The props of the one GraphiQL on the page; made once, because GraphiQL compares plugins by identity. */
function graphiqlProps({ graphqlPath, demoToken }: PageConfig): GraphiQLProps {
  const defaultHeaders = startHeaders(demoToken);
  let headers = defaultHeaders;
  const upload = uploadPlugin((query, variables) =>
    // The header editor's text, which was checked to be flat JSON when it was last run; a typing error becomes the upload's message.
    postOperation(graphqlPath, { query, variables }, JSON.parse(headers) as Record<string, string>),
  );
  return {
    fetcher: (operation, options) => postOperation(graphqlPath, operation, options?.headers ?? {}),
    defaultTabs: [...tabs],
    defaultHeaders,
    // GraphiQL fills the variables of all given tabs but the first.
    ...(isFirstVisit() ? { initialVariables: tabs[0]?.variables ?? '' } : {}),
    onEditHeaders: (text) => {
      headers = text;
    },
    // Keeps tokens out of the browser's storage.
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
    storage: pageStorage,
    plugins: [upload, HISTORY_PLUGIN],
  };
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
