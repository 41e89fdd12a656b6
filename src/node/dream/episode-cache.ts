/** Episodes of sealed transcripts, kept on disk so that a dream's cost follows what is new. Only ever a saving. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EpisodeCache } from '../../core/dream/episode.js';
import { replaceFile } from '../ports/atomic-file.js';
import { makeFolder } from '../transcript/folders.js';

export function openEpisodeCache(folder: string): EpisodeCache {
  const fileOf = (key: string): string => path.join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  return {
    async get(key) {
      const text = await readFile(fileOf(key), 'utf8').catch(() => undefined);
      if (text === undefined) return undefined;
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return undefined;
      }
    },
    async put(key, value) {
      await makeFolder(folder);
      await replaceFile(fileOf(key), JSON.stringify(value));
    },
  };
}
