import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Metrics } from '@manuel/metrics';
import type { Logger } from '@manuel/service';
import { maskError } from '@manuel/subgraph';
import type { EntrySpool } from '../entries/entry-spool.ts';
import type { SupergraphGateway } from '../supergraph-gateway.ts';
import { answerPlugin } from './answer-plugin.ts';
import { auditPlugin, auditRefusals } from './audit-plugin.ts';
import { DEFER_RULES } from './defer-rules.ts';
import { guardPlugin } from './guard-plugin.ts';
import { limitsPlugin } from './limits-plugin.ts';
import { metricsPlugin } from './metrics-plugin.ts';
import { requestErrorStatus, withRequestId } from './respond.ts';
import type { Identified } from './stages.ts';

const MOST_TOKENS = 15_000;

/**
 * The way of an operation through the gateway, in order: `identify` has run when its headers arrived; `guard` counts it and
 * decides when it is parsed and valid; the engine plans it and `fetch` sends the plan's requests; `respond` runs last.
 */
export function pipelineServer(
  gateway: SupergraphGateway,
  spool: EntrySpool,
  log: Logger,
  metrics: Metrics,
): ApolloServer<Identified> {
  const audit = auditRefusals(spool);
  return new ApolloServer<Identified>({
    gateway,
    nodeEnv: 'production',
    // Whoever may ask may read the contract: `guard` has let nobody else in.
    introspection: true,
    persistedQueries: false,
    validationRules: DEFER_RULES,
    parseOptions: { maxTokens: MOST_TOKENS },
    maxRecursiveSelections: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // The text of one answer as it is, without Apollo Server's line end, for which it would copy the whole.
    stringifyResult: (answer) => JSON.stringify(answer),
    formatError: (formatted, error) => maskError(formatted, error, log),
    plugins: [
      guardPlugin(gateway, spool),
      limitsPlugin,
      auditPlugin(audit),
      answerPlugin(gateway, audit, log),
      respondPlugin,
      metricsPlugin(metrics),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    logger: log,
  });
}

const respondPlugin: ApolloServerPlugin<Identified> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response, contextValue }) {
        if (response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        if (singleResult.errors === undefined) return;
        const accept = request.http?.headers.get('accept');
        // Who takes nothing but parts is yet told what is wrong with a request.
        if (contextValue.partsFormat !== undefined && !accept?.includes('json'))
          response.http.headers.set('content-type', 'application/json; charset=utf-8');
        const status = requestErrorStatus(accept, singleResult.errors);
        if (status !== null) response.http.status = status;
        singleResult.errors = singleResult.errors.map((error) =>
          withRequestId(error, contextValue.requestId),
        );
      },
    };
  },
};
