/** Reading JSON that nobody vouches for: what has not the expected shape is as if it were not there. */

export type JsonObject = { readonly [name: string]: unknown };

/** `undefined` as `value` when the text is no JSON. A byte-order mark before it is let pass. */
export function parseJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const nothing: JsonObject = {};

/** A member that is an object, else an empty one. */
export function member(from: JsonObject, name: string): JsonObject {
  const value = own(from, name);
  return isObject(value) ? value : nothing;
}

/** The objects of a member that is a list; what is no object keeps its place as an empty one, so that indexes stay right. */
export function members(from: JsonObject, name: string): JsonObject[] {
  const value = own(from, name);
  return Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? item : nothing)) : [];
}

export function texts(from: JsonObject, name: string): string[] {
  const value = own(from, name);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function text(from: JsonObject, name: string): string | undefined {
  const value = own(from, name);
  return typeof value === 'string' ? value : undefined;
}

/** A whole number of at least `least`. */
export function whole(from: JsonObject, name: string, least = 0): number | undefined {
  const value = own(from, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : undefined;
}

/** Also of a name such as `constructor` only what the document itself says. */
function own(from: JsonObject, name: string): unknown {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}
