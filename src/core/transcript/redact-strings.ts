/** Redacts every string of a value before it is written, whatever its shape: no field can be forgotten. */
import type { Redact } from '../ports.js';

/** Plain JSON data in, the same data out with redacted strings; keys stay. Parts without a secret are shared, not copied. */
export function redactStrings<T>(value: T, redact: Redact): T {
  return redacted(value, redact) as T;
}

function redacted(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return redactedArray(value, redact);
  let copy: Record<string, unknown> | undefined;
  for (const [key, before] of Object.entries(value)) {
    const after = redacted(before, redact);
    if (after === before) continue;
    copy ??= { ...value };
    copy[key] = after;
  }
  return copy ?? value;
}

function redactedArray(items: unknown[], redact: Redact): unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, before] of items.entries()) {
    const after = redacted(before, redact);
    if (after === before) continue;
    copy ??= [...items];
    copy[index] = after;
  }
  return copy ?? items;
}
