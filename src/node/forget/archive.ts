/** Writes a `.tar.gz` of a few files: the USTAR format of POSIX.1-1988, which every system reads. */
import { createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export type ArchiveEntry = { name: string; bytes: () => Promise<Uint8Array> };

/** Creates `file` for its owner only, durably, and resolves with its size. Rejects with `EEXIST` when it is there; leaves nothing half written. */
export async function writeArchive(file: string, entries: Iterable<ArchiveEntry>, modified: Date, signal?: AbortSignal): Promise<number> {
  const out = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(Readable.from(blocks(entries, modified)), createGzip(), out, { signal });
    const handle = await open(file, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return (await stat(file)).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') await rm(file, { force: true });
    throw cause;
  }
}

const block = 512;

async function* blocks(entries: Iterable<ArchiveEntry>, modified: Date): AsyncGenerator<Uint8Array> {
  for (const { name, bytes } of entries) {
    const content = await bytes();
    yield header(name, content.length, modified);
    yield content;
    yield new Uint8Array((block - (content.length % block)) % block);
  }
  yield new Uint8Array(2 * block);
}

function header(name: string, size: number, modified: Date): Uint8Array {
  const bytes = Buffer.alloc(block);
  const [prefix, rest] = split(name);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  bytes.write(rest, 0, 100);
  bytes.write(octal(0o600, 7) + octal(0, 7) + octal(0, 7), 100);
  bytes.write(octal(size, 11) + octal(Math.floor(modified.getTime() / 1000), 11), 124);
  bytes.write(' '.repeat(8) + '0', 148);
  bytes.write('ustar\x0000', 257);
  bytes.write(prefix, 345, 155);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** A long path stands in two fields, cut at a slash. */
function split(name: string): [prefix: string, rest: string] {
  if (Buffer.byteLength(name) <= 100) return ['', name];
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    if (Buffer.byteLength(name.slice(at + 1)) <= 100 && Buffer.byteLength(name.slice(0, at)) <= 155)
      return [name.slice(0, at), name.slice(at + 1)];
  }
  throw new Error(`${name} is too long for an archive`);
}
