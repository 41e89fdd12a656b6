/** The versions of memory in words: what each one did, without ids where a statement is known. */
import type { Lesson } from '../core/memory/lesson.js';
import type { Memory, MemoryVersion } from '../core/memory/memory-store.js';
import { operationTitle } from './operation-words.js';
import { plain } from './words.js';
import { l10n } from './l10n.js';

/** `Retire: The rule no-console is noise in scripts/`; a rollback by the title of the version it goes back to, found in `versions`. */
export function versionTitle(version: MemoryVersion, versions: readonly MemoryVersion[], lessons: readonly Lesson[]): string {
  const { operations, subject } = version;
  const [only, ...others] = operations;
  if (only && others.length === 0) return operationTitle(only, [...lessons, ...formerLessons(versions)]);
  const target = /^roll back to ([0-9a-f]{7,64})\b/.exec(subject)?.[1];
  const to = target === undefined ? undefined : versions.find((v) => v !== version && v.commit.startsWith(target));
  const title = to ? l10n.t('Roll back to “{0}”', versionTitle(to, versions, lessons)) : plain(subject);
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** The lessons that differ between two versions, by their ids. */
export function changedLessons(before: Memory | undefined, after: Memory): string[] {
  const ids = new Set([...(before?.blobs.keys() ?? []), ...after.blobs.keys()]);
  return [...ids].filter((id) => before?.blobs.get(id) !== after.blobs.get(id)).sort();
}

/** Lessons that are in memory no longer, as the newest operation wrote them. */
function formerLessons(versions: readonly MemoryVersion[]): Lesson[] {
  return versions.flatMap((v) => v.operations.flatMap((o) => ('value' in o ? [{ ...o.value, id: o.lesson }] : [])));
}
