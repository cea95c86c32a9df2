import { InvalidInput } from '@manuel/service';
import type { ManualFilter } from '../schema.generated.ts';

/**
 * Decides whether a filter can be meant: PostgreSQL refuses texts with a NUL.
 * @throws InvalidInput that names the field
 */
export function checkFilter(filter: ManualFilter): ManualFilter {
  for (const name of ['product', 'titleContains'] as const) {
    if (filter[name]?.includes('\0'))
      throw new InvalidInput(`filter.${name}`, `${name} must not hold a NUL character.`);
  }
  return filter;
}
