import { z } from 'zod';

const settings = z.object({
  SUPERGRAPH: z.string(),
  PORT: z.coerce.number(),
  SHARE_EQUAL_REQUESTS: z.enum(['0', '1']).default('0'),
});

/** What the benchmark tells each gateway of Node. @throws ZodError when something is missing */
export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  return settings.parse(environment);
}
