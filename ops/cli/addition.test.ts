import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Addition } from './addition.ts';
import { GatewayClient } from './gateway-client.ts';
import { SilentProgress } from './progress.ts';
import { StandInGateway } from './test/stand-in-gateway.ts';

async function standIn(): Promise<StandInGateway> {
  const gateway = await StandInGateway.start();
  const ticket = { __typename: 'UploadTicket', uploadId: 'u', url: '/put', method: 'PUT', headers: [] };
  gateway.data('RequestUpload', { requestUpload: ticket });
  gateway.answer('/put', { body: '' });
  const added = { __typename: 'ManualAdded', deduplicated: false, manual: { id: 'm', title: 'A' } };
  gateway.data('AddManual', { addManual: added });
  return gateway;
}

const QUEUED = {
  manual: {
    ...{ status: 'QUEUED', pageCount: null, pagesWithoutText: [] },
    ingestion: { status: 'QUEUED', step: null, progress: 0, failure: null },
  },
};

test('an addition stops waiting when the ingestion takes too long, and says where to look', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'manuel-addition-'));
  await writeFile(join(folder.path, 'a.txt'), 'text');
  const gateway = await standIn();
  gateway.data('Ingestion', QUEUED);
  const client = new GatewayClient(gateway.origin.concat('/graphql'), async () => 'token');
  await expect(
    new Addition(client, new SilentProgress(), 300).add(join(folder.path, 'a.txt'), {}),
  ).rejects.toMatchObject({ exit: 6, code: 'TIMEOUT', report: { manual: { id: 'm' } } });
  await gateway.stop();
});

test('an addition that asks too often how far it is asks later', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'manuel-addition-'));
  await writeFile(join(folder.path, 'a.txt'), 'text');
  const gateway = await standIn();
  const limited = { message: 'Try again in 1 seconds.', extensions: { code: 'RATE_LIMITED' } };
  gateway.answer(
    'Ingestion',
    { body: { data: QUEUED } },
    { status: 429, body: { errors: [limited] } },
    { body: { data: { manual: { ...QUEUED.manual, status: 'READY', pageCount: 1 } } } },
  );
  const client = new GatewayClient(gateway.origin.concat('/graphql'), async () => 'token');
  const added = await new Addition(client, new SilentProgress()).add(join(folder.path, 'a.txt'), {});
  expect(added).toMatchObject({ id: 'm', status: 'READY' });
  await gateway.stop();
});
