/** The list of places with transcripts and ledgers of this repo: `<reverieDir>/sources/<id>.json`, one file per place. */
import { opendir, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Repo } from '../../core/changes/change-set.js';
import type { Hasher, Ports } from '../../core/ports.js';
import type { Source, Sources } from '../../core/transcript/transcript-store.js';
import { createFile, errorCode } from '../ports/atomic-file.js';
import { reasonOf } from './event-files.js';
import { makeFolder } from './folders.js';

/** `path` is relative to `reverieDir` for a place inside it, so that it stays true when the repo is moved; absolute otherwise. */
const SourceFile = z.object({
  v: z.literal(1),
  id: z.string(),
  kind: z.enum(['cli', 'vscode', 'mcp']),
  path: z.string().min(1),
  createdAt: z.string(),
});
type SourceFile = z.infer<typeof SourceFile>;

export interface OwnSource extends Sources {
  /** This process's own source. Its folder is made when it is registered. */
  own(): Promise<Source>;
  /** Makes the folder and registers it, once per process; a registration that fails is a warning, a folder that cannot be made throws. */
  register(): Promise<Source>;
}

export type SourcesOptions = {
  repo: Pick<Repo, 'reverieDir' | 'writable'>;
  /** Folder of the transcripts and ledgers that this process writes. */
  storage: string;
  kind: Source['kind'];
  ports: Pick<Ports, 'clock' | 'hash'>;
  warn: (warning: string) => void;
};

export function openSources(options: SourcesOptions): OwnSource {
  const { repo, ports } = options;
  const folder = path.join(repo.reverieDir, 'sources');
  let registered: Promise<Source> | undefined;

  const own = async () => resolved(await describe(options), repo.reverieDir);

  async function register(): Promise<Source> {
    await makeFolder(options.storage);
    const source = await describe(options);
    const unlisted = (why: string) => {
      options.warn(
        `${options.storage} is not on the list of sources, so other windows and the CLI do not see what is recorded there: ${why}`,
      );
      return resolved(source, repo.reverieDir);
    };
    if (!repo.writable) return unlisted(`${repo.reverieDir} cannot be written`);
    try {
      const file = path.join(folder, `${source.id}.json`);
      let known = await readSource(file, repo.reverieDir);
      if (known.state === 'missing') {
        await makeFolder(folder);
        await createFile(file, `${JSON.stringify(source, null, 2)}\n`);
        // another process may have been first
        known = await readSource(file, repo.reverieDir);
      }
      return known.state === 'read' ? known.source : unlisted(`${file} is damaged; delete it to register again`);
    } catch (cause) {
      return unlisted(reasonOf(cause));
    }
  }

  async function list(): ReturnType<Sources['list']> {
    const reachable: Source[] = [];
    const unreachable: { source: Source; reason: string }[] = [];
    const files = await sourceFiles(folder);
    if (files.reason !== undefined) unreachable.push({ source: unnamed('sources', folder), reason: files.reason });
    for (const name of files.names) {
      const file = path.join(folder, name);
      const read = await readSource(file, repo.reverieDir);
      if (read.state === 'missing') continue;
      if (read.state === 'broken') {
        const source = unnamed(path.basename(name, '.json'), file);
        unreachable.push({ source, reason: `its registration is damaged: ${read.reason}` });
        continue;
      }
      const reason = await unreachableReason(read.source.path);
      if (reason === undefined) reachable.push(read.source);
      else unreachable.push({ source: read.source, reason });
    }
    // not registered yet, or not registrable: what is there is still ours to read
    const mine = await own();
    const listed = [...reachable, ...unreachable.map((u) => u.source)].some((s) => s.id === mine.id && s.path === mine.path);
    if (!listed && (await unreachableReason(mine.path)) === undefined) reachable.push(mine);
    return { reachable, unreachable };
  }

  return {
    own,
    list,
    async register() {
      registered ??= register();
      try {
        return await registered;
      } catch (cause) {
        // the folder may become writable: the next call tries again
        registered = undefined;
        throw cause;
      }
    },
  };

  async function describe({ storage, kind }: SourcesOptions): Promise<SourceFile> {
    const [place, home] = await Promise.all([realPath(storage), realPath(repo.reverieDir)]);
    const inside = path.relative(home, place);
    const kept = inside.startsWith('..') || path.isAbsolute(inside) ? place : inside.replaceAll(path.sep, '/') || '.';
    return { v: 1, id: sourceId(kind, kept, ports.hash), kind, path: kept, createdAt: ports.clock.now().toISOString() };
  }
}

function resolved({ id, kind, path: place, createdAt }: SourceFile, reverieDir: string): Source {
  return { id, kind, path: path.resolve(reverieDir, place), createdAt };
}

/** Stands for what is known of a source whose registration cannot be read. */
function unnamed(id: string, place: string): Source {
  return { id, kind: 'cli', path: place, createdAt: '' };
}

/** The same place is the same source for ever, in every process. */
function sourceId(kind: Source['kind'], place: string, hash: Pick<Hasher, 'sha256'>): string {
  return `${kind}-${hash.sha256(`${kind}\0${place}`).slice(0, 16)}`;
}

/** Resolves links as far as the path exists; the rest is taken as it is. */
async function realPath(place: string): Promise<string> {
  const absolute = path.resolve(place);
  try {
    return await realpath(absolute);
  } catch (cause) {
    const parent = path.dirname(absolute);
    if (parent === absolute || errorCode(cause) !== 'ENOENT') return absolute;
    return path.join(await realPath(parent), path.basename(absolute));
  }
}

async function sourceFiles(folder: string): Promise<{ names: string[]; reason?: string }> {
  try {
    return { names: (await readdir(folder)).filter((name) => name.endsWith('.json')).sort() };
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? { names: [] } : { names: [], reason: `the list of sources cannot be read: ${reasonOf(cause)}` };
  }
}

type ReadSource = { state: 'read'; source: Source } | { state: 'broken'; reason: string } | { state: 'missing' };

async function readSource(file: string, reverieDir: string): Promise<ReadSource> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return { state: 'missing' };
    return { state: 'broken', reason: reasonOf(cause) };
  }
  try {
    const source = SourceFile.parse(JSON.parse(text));
    if (source.id !== path.basename(file, '.json')) return { state: 'broken', reason: `it names the source ${source.id}` };
    return { state: 'read', source: resolved(source, reverieDir) };
  } catch (cause) {
    return { state: 'broken', reason: cause instanceof SyntaxError ? 'not JSON' : 'not a registration this version knows' };
  }
}

/** Undefined when the folder and what it holds can be listed. */
async function unreachableReason(folder: string): Promise<string | undefined> {
  for (const part of ['.', 'transcripts', 'ledger']) {
    try {
      // opened, not read: a folder may hold a great many files
      await (await opendir(path.join(folder, part))).close();
    } catch (cause) {
      if (errorCode(cause) !== 'ENOENT') return reasonOf(cause);
      if (part === '.') return 'the folder is gone';
    }
  }
  return undefined;
}
