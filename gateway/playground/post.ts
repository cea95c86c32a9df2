/** One operation, as a GraphQL server takes it over HTTP. */
export type Operation = {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | null | undefined;
};

/** A GraphQL answer; `Data` is what the operation selects. */
export type Result<Data> = {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
};

/**
 * Posts one operation and gives the answer, also when it holds errors.
 * Throws an Error with status and body when the answer is not JSON, as from a proxy in between.
 */
export async function postOperation<Data>(
  url: string,
  operation: Operation,
  headers: Record<string, string>,
): Promise<Result<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(operation),
  });
  const text = await response.text();
  try {
    // The caller wrote the operation and so knows the shape of its answer.
    return JSON.parse(text) as Result<Data>;
  } catch (cause) {
    throw new Error(`The gateway answered ${response.status}: ${text.slice(0, 300)}`, { cause });
  }
}
