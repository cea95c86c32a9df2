import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Addition } from './addition.ts';
import { GatewayClient } from './gateway-client.ts';
import { SilentProgress } from './progress.ts';
import { StandInGateway } from './test/stand-in-gateway.ts';

test('an addition stops waiting when the ingestion takes too long, and says where to look', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'manuel-addition-'));
  await writeFile(join(folder.path, 'a.txt'), 'text');
  const gateway = await StandInGateway.start();
  const ticket = { __typename: 'UploadTicket', uploadId: 'u', url: '/put', method: 'PUT', headers: [] };
  gateway.data('RequestUpload', { requestUpload: ticket });
  gateway.answer('/put', { body: '' });
  const added = { __typename: 'ManualAdded', deduplicated: false, manual: { id: 'm', title: 'A' } };
  gateway.data('AddManual', { addManual: added });
  const ingestion = { status: 'QUEUED', progress: 0, attempt: 0, failure: null };
  gateway.data('Ingestion', { manual: { status: 'QUEUED', pageCount: null, ingestion } });
  const client = new GatewayClient(gateway.origin.concat('/graphql'), async () => 'token');
  await expect(
    new Addition(client, new SilentProgress(), 300).add(join(folder.path, 'a.txt'), {}),
  ).rejects.toMatchObject({ exit: 6, code: 'TIMEOUT', report: { manual: { id: 'm' } } });
  await gateway.stop();
});
