/** Query schema of lists: `skip` rows, then at most `limit`. Spread into a route's own properties. */
export const pageProperties = (limit: { default: number; maximum?: number }) =>
  ({
    skip: { type: 'integer', minimum: 0, maximum: 2147483647, default: 0 },
    limit: { type: 'integer', minimum: 1, default: limit.default, maximum: limit.maximum ?? 2147483647 },
  }) as const;
