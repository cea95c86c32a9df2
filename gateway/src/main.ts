import { runUntilSignal } from '@manuel/service';
import { readConfig } from './config.ts';
import { startRemoteGateway } from './remote-gateway.ts';

await runUntilSignal(() => startRemoteGateway(readConfig()));
