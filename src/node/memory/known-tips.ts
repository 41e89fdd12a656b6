/** The newest versions that this machine wrote, kept beside `memory.git`: what tells that its `main` was lost or set back. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Hasher } from '../../core/ports.js';
import { ifMissing, tipsFile, type MemoryRepo } from './memory-repo.js';

export interface KnownTips {
  readonly file: string;
  /** Newest first; empty where nothing is known, or where somebody else wrote the file. */
  read(): Promise<string[]>;
  /** Notes a version just written; with `forget`, what was known before no longer counts. Never fails. */
  note(version: string, options?: { forget: boolean }): Promise<void>;
  /** Before memory is forgotten. */
  forget(): Promise<void>;
}

/** Enough to find one that stands, whatever a power cut took. */
const most = 20;

export function knownTips({ dir, writable }: Pick<MemoryRepo, 'dir' | 'writable'>, hash: Pick<Hasher, 'seal'>): KnownTips {
  const file = tipsFile(dir);
  const sealed = (tips: string[]): string => hash.seal(['reverie memory tips', ...tips].join('\0'));
  const read = async (): Promise<string[]> => {
    const [seal, ...tips] = ((await readFile(file, 'utf8').catch(ifMissing)) ?? '').split('\n').filter(Boolean);
    return seal === sealed(tips) && tips.every((tip) => /^[0-9a-f]{40,64}$/.test(tip)) ? tips : [];
  };
  return {
    file,
    read,
    async note(version, { forget } = { forget: false }) {
      if (!writable) return;
      const made = `${file}.new-${randomUUID()}`;
      try {
        const tips = [...new Set([version, ...(forget ? [] : await read())])].slice(0, most);
        await writeFile(made, `${[sealed(tips), ...tips].join('\n')}\n`);
        await rename(made, file);
      } catch {
        // the version is written; a later one notes itself
        await rm(made, { force: true }).catch(() => undefined);
      }
    },
    forget: () => rm(file, { force: true }),
  };
}
