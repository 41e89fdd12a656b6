/** What dreams keep of what they have read, on disk, so that their cost follows what is new. Only ever a saving. */
import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EpisodeCache } from '../../core/dream/episode.js';
import { makeFolder } from '../transcript/folders.js';

/** A file is a checksum on a line of its own, then JSON. Nothing is synced: one that a power cut left short is as good as none. */
export function openEpisodeCache(folder: string): EpisodeCache {
  const fileOf = (key: string): string => path.join(folder, `${sha256(key).slice(0, 32)}.json`);
  let made: Promise<void> | undefined;

  async function write(key: string, value: unknown, suffix: string): Promise<() => Promise<void>> {
    made ??= makeFolder(folder);
    try {
      await made;
    } catch (cause) {
      made = undefined;
      throw cause;
    }
    const body = Buffer.from(JSON.stringify(value));
    const file = fileOf(key);
    const temporary = `${file}.${suffix}`;
    const inTemporary = async (doing: Promise<void>): Promise<void> => {
      try {
        await doing;
      } catch (cause) {
        await rm(temporary, { force: true });
        throw cause;
      }
    };
    await inTemporary(writeFile(temporary, [`${sha256(body)}\n`, body], { mode: 0o600 }));
    return () => inTemporary(rename(temporary, file));
  }

  return {
    async get(key) {
      const bytes = await readFile(fileOf(key)).catch(() => undefined);
      const end = bytes?.indexOf('\n') ?? -1;
      const body = bytes?.subarray(end + 1);
      if (end < 0 || !bytes || !body || bytes.toString('utf8', 0, end) !== sha256(body)) return undefined;
      try {
        return JSON.parse(body.toString('utf8')) as unknown;
      } catch {
        return undefined;
      }
    },
    async version(key) {
      const file = await open(fileOf(key), 'r').catch(() => undefined);
      try {
        return (await file?.read(Buffer.alloc(64), 0, 64, 0))?.buffer.toString('latin1');
      } finally {
        await file?.close();
      }
    },
    put: async (key, value) => (await write(key, value, `${process.pid}-${randomBytes(6).toString('hex')}.tmp`))(),
    // by one name: what a killed process staged is in nobody's way
    stage: (key, value) => write(key, value, 'next'),
  };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
