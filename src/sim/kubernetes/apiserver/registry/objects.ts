/** A deep copy of a JSON-like value that its holder may change. */
export function ownCopy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(ownCopy) as T;
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const key in value) out[key] = ownCopy((value as Record<string, unknown>)[key]);
  return out as T;
}
