/** Whether a call still fits a function whose parameters changed. */
import type { Signature } from './module-surface.js';

/** What a call gives; undefined counts mean that a spread hides how many. */
export type CallArguments = { positional: number | undefined; keywords: string[]; anyKeyword: boolean };

/** Why the call no longer fits; undefined when it does, when it did not before either, or when nobody can tell. */
export function misfit(call: CallArguments, before: Signature, now: Signature): string | undefined {
  if (call.positional === undefined || call.anyKeyword) return undefined;
  if (complaint(call, before) !== undefined) return undefined;
  return complaint(call, now);
}

/** True when a parameter that callers give by its place stands in another place now. */
export function shifted(before: Signature, now: Signature): boolean {
  return before.names.some((name, i) => name !== undefined && now.names.includes(name) && now.names.indexOf(name) !== i);
}

function complaint({ positional = 0, keywords }: CallArguments, signature: Signature): string | undefined {
  const { names, required, rest, anyKeyword } = signature;
  if (required === undefined) return undefined;
  const unknown = keywords.find((k) => !names.includes(k) && !signature.keywords.includes(k));
  if (unknown !== undefined && !anyKeyword) return `there is no parameter \`${unknown}\``;
  if (positional > names.length && !rest) return `it takes at most ${names.length}, and ${positional} are given`;
  const missing = names.slice(positional, required).filter((name) => name === undefined || !keywords.includes(name));
  const open = missing[0];
  if (missing.length > 0) return open === undefined ? `it needs ${required}, and ${positional} are given` : `\`${open}\` is not given`;
  const needed = signature.needed.find((k) => !keywords.includes(k));
  return needed === undefined ? undefined : `\`${needed}\` is not given`;
}
