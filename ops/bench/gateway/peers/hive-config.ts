import { readConfig } from './config.ts';

/** Hive Gateway's configuration, which it finds under this name. */
export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }: { request: Request }) => ({
      authorization: request.headers.get('authorization'),
    }),
  },
  inboundInflightRequestDeduplication: readConfig().SHARE_EQUAL_REQUESTS === '1',
};
