/** The models that a person's settings name: who does which work, and prices that differ from the built-in table. */
import * as z from 'zod';
import type { ModelIds } from './model-access.js';
import { ModelInfo } from './model-table.js';

const Id = z.string().trim().min(1).max(200);
const roles = ['lead', 'specialist', 'verifier'] as const;
const known = new Set<string>([...roles, 'prices']);

/** What is wrong with the value is left out, and said in `problems`. */
export type ReadModels = { ids: Partial<ModelIds>; prices: Record<string, ModelInfo>; problems: string[] };

/** `{ lead?, specialist?, verifier?, prices?: { <model id>: { inputUsd?, outputUsd?, contextTokens? } } }`; anything else is a problem. */
export function readModels(value: unknown): ReadModels {
  const read: ReadModels = { ids: {}, prices: {}, problems: [] };
  if (value === undefined || value === null) return read;
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  if (!object.success) return { ...read, problems: ['it is no object'] };
  for (const role of roles) {
    if (object.data[role] === undefined || object.data[role] === '') continue;
    const id = Id.safeParse(object.data[role]);
    if (id.success) read.ids[role] = id.data;
    else read.problems.push(`${role} is no name of a model`);
  }
  const prices = z.record(Id, z.unknown()).safeParse(object.data.prices ?? {});
  if (!prices.success) read.problems.push('prices is no object');
  const rows = new Map<string, ModelInfo>();
  for (const [id, row] of Object.entries(prices.success ? prices.data : {})) {
    const info = ModelInfo.strict().safeParse(row);
    if (info.success) rows.set(id, info.data);
    else read.problems.push(`prices of ${id}: ${info.error.issues[0]?.message ?? 'cannot be read'}`);
  }
  read.prices = Object.fromEntries(rows);
  for (const key of Object.keys(object.data)) if (!known.has(key)) read.problems.push(`${key} is not known there`);
  return read;
}
