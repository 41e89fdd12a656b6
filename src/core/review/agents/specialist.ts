/** A specialist as data: what it looks for, where, and in whose words. */
import { pathFilter } from '../../changes/glob.js';
import compatibility from './prompts/compatibility.md';
import concurrency from './prompts/concurrency.md';
import correctness from './prompts/correctness.md';
import generalist from './prompts/generalist.md';
import maintainability from './prompts/maintainability.md';
import performance from './prompts/performance.md';
import security from './prompts/security.md';
import tests from './prompts/tests.md';

export type Specialist = {
  /** Kebab-case; the source of its findings. */
  name: string;
  /** One line for the lead, who chooses. */
  about: string;
  /** Its prompt: what follows the part that all agents share. */
  focus: string;
  /** Globs of the files it is for; absent: all. */
  paths?: string[];
  /** Where a team's own comes from. */
  file?: string;
};

/** Reviews a small change alone. */
export const soleReviewer: Specialist = { name: 'reviewer', about: 'everything, for a small change', focus: generalist };

export const builtInSpecialists: readonly Specialist[] = [
  { name: 'correctness', about: 'logic, boundaries, states and error paths', focus: correctness },
  { name: 'security', about: 'injection, authorization, secrets, cryptography, limits', focus: security },
  { name: 'concurrency', about: 'races, locks, cancellation, resources that are not released', focus: concurrency },
  { name: 'performance', about: 'work that grows too fast, blocking calls, caches', focus: performance },
  { name: 'compatibility', about: 'public interfaces, stored data, callers that were not changed along', focus: compatibility },
  { name: 'tests', about: 'tests that cannot fail, or that are missing where it matters', focus: tests },
  { name: 'maintainability', about: 'contracts by accident, dead code, documents made false', focus: maintainability },
];

/** Whether it has anything to do with a unit. */
export function isFor({ paths }: Specialist, unitPaths: readonly string[]): boolean {
  return paths === undefined || unitPaths.some(pathFilter(paths));
}
