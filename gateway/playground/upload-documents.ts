/** Asks for a place to PUT the file to. */
export const requestUploadDocument = `
  mutation RequestUpload($input: RequestUploadInput!) {
    requestUpload(input: $input) {
      __typename
      ... on UploadTicket {
        uploadId
        url
        method
        headers { name value }
      }
      ... on Problem { code message }
    }
  }
`;

/** Makes a manual of the file that has been PUT. */
export const addManualDocument = `
  mutation AddManual($input: AddManualInput!) {
    addManual(input: $input) {
      __typename
      ... on ManualAdded {
        deduplicated
        manual { id title }
      }
      ... on Problem { code message }
    }
  }
`;

/** How far the reading of the file is. */
export const ingestionDocument = `
  query Ingestion($id: ID!) {
    manual(id: $id) {
      status
      ingestion { progress failure { code message } }
    }
  }
`;

/** An expected failure, as every result type of the contract spells it. */
export type ProblemData = { __typename: 'InvalidInput' | 'NotFound'; code: string; message: string };

/** Where and how to send the bytes. */
export type Ticket = {
  __typename: 'UploadTicket';
  uploadId: string;
  url: string;
  method: string;
  headers: { name: string; value: string }[];
};

/** Answer of `requestUploadDocument`. */
export type RequestUploadData = { requestUpload: Ticket | ProblemData };

/** A manual that the workspace has now, or had already. */
export type AddedManual = {
  __typename: 'ManualAdded';
  deduplicated: boolean;
  manual: { id: string; title: string };
};

/** Answer of `addManualDocument`. */
export type AddManualData = { addManual: AddedManual | ProblemData };

/** Answer of `ingestionDocument`. */
export type IngestionData = {
  manual: {
    status: 'QUEUED' | 'INGESTING' | 'READY' | 'FAILED';
    ingestion: { progress: number; failure: { code: string; message: string } | null };
  } | null;
};
