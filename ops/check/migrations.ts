import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase as openAudit } from '@manuel/audit/database';
import { PostgresServer } from '@manuel/database';
import { openDatabase as openIssuer } from '@manuel/issuer';
import { openDatabase as openManuals } from '@manuel/manuals/database';
import { openDatabase as openQueries } from '@manuel/queries/database';
import { createLogger } from '@manuel/service';
import { openDatabase as openUsage } from '@manuel/usage/database';
import type { Step } from './step.ts';

const owners = {
  'subgraphs/audit': openAudit,
  'subgraphs/manuals': openManuals,
  'subgraphs/queries': openQueries,
  'subgraphs/usage': openUsage,
  'lib/issuer': openIssuer,
};

/** Runs every migration on an empty PostgreSQL: the entities must then ask for nothing more. */
export const migrations: Step = {
  name: 'migrations',
  async run() {
    const dataFolder = await mkdtemp(join(tmpdir(), 'manuel-check-'));
    // As root the server runs as another account, which must be able to reach its folder.
    await chmod(dataFolder, 0o755);
    const server = await PostgresServer.start({ dataFolder, settings: { fsync: 'off' } });
    try {
      const problems: string[] = [];
      for (const [name, open] of Object.entries(owners)) {
        const difference = await differenceOf(open, server.url);
        if (difference !== '') problems.push(`${name}: add a migration that does this:\n${difference}`);
      }
      return problems.join('\n');
    } finally {
      await server.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    }
  },
};

async function differenceOf(open: typeof openAudit, url: string): Promise<string> {
  const database = await open(url);
  try {
    await database.migrate(createLogger('check', 'warn'));
    return await database.schemaDifference();
  } finally {
    await database.close();
  }
}
