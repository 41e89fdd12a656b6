/** Redacts every string of a value before it is written, whatever its shape: no field can be forgotten. */
import type { Redact } from '../ports.js';

/** Plain JSON data in, the same data out with redacted strings; keys stay. Parts without a secret are shared, not copied. */
export function redactStrings<T>(value: T, redact: Redact): T {
  return redacted(value, redact) as T;
}

/** The same redaction, which remembers short texts: rule ids, paths and standing phrases come again in every event. */
export function rememberRedact(redact: Redact): Redact {
  const known = new Map<string, string>();
  return (text) => {
    if (text.length > longestRemembered) return redact(text);
    let after = known.get(text);
    if (after === undefined) {
      after = redact(text);
      if (known.size >= mostRemembered) known.clear();
      known.set(text, after);
    }
    return after;
  };
}

const longestRemembered = 400;
const mostRemembered = 2000;

function redacted(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return redactedArray(value, redact);
  const record = value as Record<string, unknown>;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(record)) {
    const before = record[key];
    const after = redacted(before, redact);
    if (after === before) continue;
    copy ??= { ...record };
    copy[key] = after;
  }
  return copy ?? value;
}

function redactedArray(items: unknown[], redact: Redact): unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const before = items[index];
    const after = redacted(before, redact);
    if (after === before) continue;
    copy ??= [...items];
    copy[index] = after;
  }
  return copy ?? items;
}
