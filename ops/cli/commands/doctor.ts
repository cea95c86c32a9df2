import type { Command } from 'commander';
import type { Context, ContextSource } from '../context.ts';
import { checkDisk, checkSecrets, checkWritable } from '../doctor/data-folder.ts';
import type { Finding } from '../doctor/finding.ts';
import { checkGateway } from '../doctor/gateway.ts';
import { checkNode, checkPackages } from '../doctor/installation.ts';
import { checkPort, checkReachable, checkRedis } from '../doctor/network.ts';
import { CliFailure } from '../failure.ts';

const COLORS = { ok: 'green', warning: 'yellow', failed: 'red' } as const;
const VERDICT_WIDTH = 'warning  '.length;
/** Where the subgraphs listen, unless they are told otherwise, when each is a process of its own. */
const SUBGRAPH_PORTS = [4001, 4002, 4003, 4004];
const NAME_WIDTH = 20;

/** `manuel doctor` */
export function defineDoctor(program: Command, contextOf: ContextSource): void {
  program
    .command('doctor')
    .summary('check what Manuel needs on this machine')
    .description(
      'Check what Manuel needs on this machine: Node.js, packages, disk, secrets, ports, gateway, clock.',
    )
    .action(() => examine(contextOf()));
}

async function examine({ config, gateway, output }: Context): Promise<void> {
  const { repository, dataFolder, port, databaseUrl, redisUrl } = config;
  const [machine, gatewayFindings] = await Promise.all([
    Promise.all([
      checkNode(process.versions.node),
      checkPackages(repository),
      checkWritable(dataFolder),
      checkDisk(dataFolder),
      checkSecrets(dataFolder),
      checkPort(port, true),
      ...SUBGRAPH_PORTS.map((one) => checkPort(one, false)),
      checkReachable('Postgres', 'DATABASE_URL', databaseUrl, 5432, 'the one in the box is used'),
      checkRedis(redisUrl),
    ]),
    checkGateway(gateway.url),
  ]);
  const findings = [...machine, ...gatewayFindings];
  for (const { verdict, name, detail } of findings) {
    output.printMarked(
      COLORS[verdict],
      verdict.padEnd(VERDICT_WIDTH),
      `${name.padEnd(NAME_WIDTH)}  ${detail}`,
    );
  }
  const report = { checks: findings };
  if (findings.some(isFailed)) throw verdictOf(machine, gatewayFindings, report);
  output.document(report);
}

/** When nothing but the gateway is wrong, the exit code says that it is away. */
function verdictOf(
  machine: readonly Finding[],
  gatewayFindings: readonly Finding[],
  report: { readonly checks: readonly Finding[] },
): CliFailure {
  const count = report.checks.filter(isFailed).length;
  const message = count === 1 ? '1 check failed.' : `${count} checks failed.`;
  return machine.some(isFailed) || !gatewayFindings.some(isFailed)
    ? new CliFailure(1, 'CHECK_FAILED', message, report)
    : new CliFailure(6, 'UNAVAILABLE', message, report);
}

function isFailed({ verdict }: Finding): boolean {
  return verdict === 'failed';
}
