/** An append file in memory whose operations fail when told to. */
import type { AppendFile } from '../../src/node/transcript/append-file.js';

export interface FakeAppendFile extends AppendFile {
  /** What a reader of the file sees. */
  text(): string;
  /** How often it was written and synced. */
  counts: { writes: number; syncs: number };
  /** Bytes that still fit; a write beyond them is short, the next one fails with ENOSPC. */
  room: number;
  /** Makes every call of an operation fail with this code of the system. */
  fails: Partial<Record<'write' | 'sync' | 'syncName' | 'truncate' | 'close', string>>;
}

export function fakeAppendFile(): FakeAppendFile {
  let content = Buffer.alloc(0);
  const meet = (operation: keyof FakeAppendFile['fails']) => {
    const code = file.fails[operation];
    if (code !== undefined) throw Object.assign(new Error(`${code}: told to fail`), { code });
  };
  const file: FakeAppendFile = {
    counts: { writes: 0, syncs: 0 },
    room: Infinity,
    fails: {},
    text: () => content.toString('utf8'),
    async write(bytes, position) {
      meet('write');
      file.counts.writes++;
      const count = Math.min(bytes.length, file.room - position);
      if (count <= 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      content = Buffer.concat([content.subarray(0, position), bytes.subarray(0, count)]);
      return count;
    },
    async sync() {
      meet('sync');
      file.counts.syncs++;
    },
    async syncName() {
      meet('syncName');
    },
    async truncate(length) {
      meet('truncate');
      content = content.subarray(0, length);
    },
    async close() {
      meet('close');
    },
  };
  return file;
}
