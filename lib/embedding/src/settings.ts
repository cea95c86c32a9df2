import { StartFailure, wholeNumber } from '@manuel/service';
import { z } from 'zod';
import type { Endpoint } from './endpoint/endpoint-call.ts';

/** The settings of an endpoint for embeddings. Without a URL, a process embeds in its box. */
export const embeddingSettings = {
  EMBEDDINGS_URL: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as https://api.example.com/v1' })
    .optional(),
  EMBEDDINGS_KEY: z.string().optional(),
  EMBEDDINGS_MODEL: z.string().optional(),
  EMBEDDINGS_DIMENSIONS: wholeNumber(1).optional(),
  EMBEDDINGS_SHORTEN: z.enum(['true', 'false'], 'expected true or false').default('false'),
};

type Settings = z.output<z.ZodObject<typeof embeddingSettings>>;

/**
 * The endpoint that is set up, if one is.
 * @throws StartFailure when only a part of it is
 */
export function endpointOf(settings: Settings): Endpoint | undefined {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_DIMENSIONS: dimensions } = settings;
  if (url === undefined && model === undefined && dimensions === undefined) return undefined;
  if (url === undefined || model === undefined || dimensions === undefined)
    throw new StartFailure(
      'EMBEDDINGS_URL, EMBEDDINGS_MODEL and EMBEDDINGS_DIMENSIONS, the count of numbers in a vector of that model, ' +
        'belong together: set all three, or none to embed in this process.',
    );
  return {
    url,
    model,
    dimensions,
    key: settings.EMBEDDINGS_KEY,
    shortens: settings.EMBEDDINGS_SHORTEN === 'true',
  };
}
