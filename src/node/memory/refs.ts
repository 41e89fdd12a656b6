/** Reads refs from the files git keeps them in: a look at a ref must not cost a process. Refs are written by git alone. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import { ifMissing } from './memory-repo.js';

/** What an absent ref is called in a transaction. */
export const noObject = '0'.repeat(40);

/** A ref whose file says nothing. */
export class DamagedRef extends HumanError {}

/** The object a ref names; undefined when there is no such ref. Loose before packed, the order in which git moves them. */
export async function readRef(dir: string, ref: string): Promise<string | undefined> {
  const loose = await readFile(path.join(dir, ref), 'utf8').catch(ifMissingOrFolder);
  if (loose === undefined) return (await packedRefs(dir)).get(ref);
  const object = loose.trim();
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(object)) return object;
  throw new DamagedRef(`${path.join(dir, ref)} is damaged`, {
    next: 'Restore it from a backup, or remove the file to lose what only it names',
  });
}

/** The refs below `prefix` (`refs/heads/dreams/`) with their objects, by name. */
export async function listRefs(dir: string, prefix: string): Promise<Map<string, string>> {
  const found = new Map([...(await packedRefs(dir))].filter(([ref]) => ref.startsWith(prefix)));
  // git removes empty folders while others read: a second look is whole
  const look = () => readdir(path.join(dir, prefix), { recursive: true, withFileTypes: true }).catch(ifMissing);
  const names = (await look()) ?? (await look());
  for (const entry of names ?? []) {
    if (!entry.isFile() || entry.name.endsWith('.lock')) continue;
    const ref = path.relative(dir, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/');
    const object = await readRef(dir, ref);
    if (object) found.set(ref, object);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function packedRefs(dir: string): Promise<Map<string, string>> {
  const text = await readFile(path.join(dir, 'packed-refs'), 'utf8').catch(ifMissing);
  const refs = new Map<string, string>();
  for (const line of text?.split('\n') ?? []) {
    const [, object, ref] = /^([0-9a-f]{40,64}) (refs\/.+)$/.exec(line) ?? [];
    if (object && ref) refs.set(ref, object);
  }
  return refs;
}

function ifMissingOrFolder(error: unknown): undefined {
  return (error as NodeJS.ErrnoException).code === 'EISDIR' ? undefined : ifMissing(error);
}
