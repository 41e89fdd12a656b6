/** The ledger as files: `<source>/ledger/<writer id>-<YYYY-MM>.jsonl`, one writer per file, merged when read. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Ports, Redact } from '../../core/ports.js';
import { countOf } from '../../core/transcript/count-of.js';
import { type JsonLine, type JsonLines, verifyChain } from '../../core/transcript/json-lines.js';
import type { LedgerEvent, LedgerPayload } from '../../core/transcript/ledger-event.js';
import { isStranger, sealLine, unsealedWords } from '../../core/transcript/line-seal.js';
import { parseSealedLedger } from '../../core/transcript/read-events.js';
import { firstPrev } from '../../core/transcript/envelope.js';
import type { AuditRefs, Ledger, LedgerLine, LedgerMark, LedgerReading, Source } from '../../core/transcript/transcript-store.js';
import { errorCode } from '../ports/atomic-file.js';
import type { AppendFile } from './append-file.js';
import { diskError } from './disk-error.js';
import { type EventFile, listEventFiles, reasonOf, sameStamp, type Stamp, stampOf } from './event-files.js';
import { makeFolder } from './folders.js';
import { createJsonlWriter, type JsonlWriter } from './jsonl-writer.js';
import type { OwnSource } from './sources.js';

export type LedgerFilesDeps = {
  ports: Ports;
  redact: Redact;
  /** This process's writer id. */
  writer: string;
  /** Name and version of the program that writes. */
  tool: string;
  storage: string;
  sources: OwnSource;
  auditRefs: Pick<AuditRefs, 'anchor'>;
  warn: (warning: string) => void;
  create?: (file: string) => Promise<AppendFile>;
};

export interface LedgerFiles extends Ledger {
  /** Closes this process's file and anchors its last line. */
  close(): Promise<void>;
}

const what = 'The verdict';

type OwnFile = { month: string; name: string; source: Source; writer: JsonlWriter<LedgerPayload> };
type ReadFile = { stamp: Stamp; read: JsonLines<LedgerEvent>; lines: LedgerLine[]; reasons: string[] };

export function openLedgerFiles(deps: LedgerFilesDeps): LedgerFiles {
  const { ports } = deps;
  const cache = new Map<string, ReadFile>();
  let writerId = deps.writer;
  let current: { month: string; file: Promise<OwnFile> } | undefined;

  /** `again`: a file that was forgotten under this process is no reason to lose what comes next. */
  async function append(payload: LedgerPayload, again = true): Promise<LedgerLine> {
    const month = ports.clock.now().toISOString().slice(0, 7);
    // a clock that goes back writes on in the newer month's file
    if (!current || month > current.month) current = { month, file: changeFile(current?.file, month) };
    const mine = current;
    try {
      const file = await mine.file;
      const { event, hash } = await file.writer.append(payload);
      return { event, source: file.source, file: file.name, hash };
    } catch (cause) {
      // a failed file is left alone; the next event starts a new one
      if (current === mine) {
        current = undefined;
        writerId = ports.ids.next('w');
        await mine.file.then(
          ({ writer }) => writer.close(),
          () => undefined,
        );
      }
      if (again && cause instanceof Error && errorCode(cause.cause) === 'ESTALE') return append(payload, false);
      throw diskError(what, deps.storage, cause);
    }
  }

  async function changeFile(before: Promise<OwnFile> | undefined, month: string): Promise<OwnFile> {
    const name = `ledger/${writerId}-${month}.jsonl`;
    const file = path.join(deps.storage, name);
    const source = await deps.sources.register();
    await makeFolder(path.dirname(file));
    const writer = await createJsonlWriter<LedgerPayload>(file, {
      ports,
      redact: deps.redact,
      what,
      seal: (line) => sealLine(line, name, ports.hash),
      ...(deps.create && { create: deps.create }),
    });
    // not waited for: the event that follows shares its write, and is acknowledged only after it
    writer.append({ type: 'opened', writer: writerId, source: source.id, tool: deps.tool }).catch(() => undefined);
    await before?.then(finish, () => undefined);
    return { month, name, source, writer };
  }

  async function finish({ writer, source, name }: OwnFile): Promise<void> {
    await writer.close();
    const last = writer.last();
    if (!last) return;
    try {
      await deps.auditRefs.anchor([{ source: source.id, file: name, ...last }]);
    } catch (cause) {
      deps.warn(`The end of ${name} could not be anchored: ${reasonOf(cause)}`);
    }
  }

  async function read({ after, since = '' }: Parameters<Ledger['read']>[0] = {}): Promise<LedgerReading> {
    // a clock that goes back writes on in the newer month's file: no line is of a later month than its file
    const tooOld = (name: string): boolean => (/-(\d{4}-\d{2})\.jsonl$/.exec(name)?.[1] ?? since) < since.slice(0, 7);
    const { reachable } = await deps.sources.list();
    const reading: LedgerReading = { lines: [], problems: [], marks: new Map() };
    for (const source of reachable) {
      for (const { name, path: file, bytes } of await listEventFiles(path.join(source.path, 'ledger'), tooOld)) {
        const key = `${source.id}/ledger/${name}`;
        const mark = after?.get(key);
        try {
          const { lines, reasons, read } = mark
            ? await readBehind(source, `ledger/${name}`, { path: file, bytes }, mark)
            : await readFile(source, `ledger/${name}`, file);
          for (const line of lines) reading.lines.push(line);
          for (const reason of reasons) reading.problems.push({ file, reason });
          const last = read.lines.at(-1);
          reading.marks.set(
            key,
            last ? { bytes: read.bytes, seq: last.seq ?? 0, hash: last.hash } : (mark ?? { bytes: read.bytes, seq: -1, hash: firstPrev }),
          );
        } catch (cause) {
          reading.problems.push({ file, reason: `cannot be read: ${reasonOf(cause)}` });
          if (mark) reading.doubt = `${file} cannot be read`;
        }
      }
    }
    for (const key of after?.keys() ?? []) if (!reading.marks.has(key)) reading.doubt ??= `${key} is gone`;
    reading.lines.sort(byTime);
    return reading;

    /** Only what came behind the mark, which must go on from it. */
    async function readBehind(
      source: Source,
      name: string,
      { path: file, bytes }: Pick<EventFile, 'path' | 'bytes'>,
      mark: LedgerMark,
    ): Promise<Pick<ReadFile, 'lines' | 'reasons' | 'read'>> {
      if (bytes < mark.bytes) reading.doubt = `${file} is shorter than it was`;
      const read: JsonLines<LedgerEvent> =
        bytes > mark.bytes ? parseSealedLedger(await readFrom(file, mark.bytes), ports.hash, name) : { lines: [], bytes: 0 };
      const [first] = read.lines;
      if (first && (first.prev !== mark.hash || first.seq !== mark.seq + 1)) reading.doubt = `${file} does not go on where it ended`;
      const torn = read.torn ? [`torn last line: ${read.torn.bytes} bytes are not read`] : [];
      return {
        lines: read.lines.flatMap((line) => ledgerLine(line, source, name)),
        reasons: [...unreadOf(read), ...torn],
        read: { ...read, bytes: mark.bytes + read.bytes },
      };
    }
  }

  /** A file only grows: what was parsed before is kept, and reading goes on behind it. */
  async function readFile(source: Source, name: string, file: string): Promise<ReadFile> {
    const stamp = await stampOf(file);
    const before = cache.get(file);
    if (before && sameStamp(before.stamp, stamp)) return before;
    const grown = before && before.stamp.inode === stamp.inode && before.stamp.bytes < stamp.bytes ? before : undefined;
    const from = grown?.read.bytes ?? 0;
    const added = parseSealedLedger(await readFrom(file, from), ports.hash, name);
    const read: JsonLines<LedgerEvent> = {
      lines: [...(grown?.read.lines ?? []), ...added.lines],
      bytes: from + added.bytes,
      ...(added.torn && { torn: added.torn }),
    };
    const lines = [...(grown?.lines ?? []), ...added.lines.flatMap((line) => ledgerLine(line, source, name))];
    const result: ReadFile = { stamp, read, lines, reasons: reasonsOf(read) };
    cache.set(file, result);
    return result;
  }

  return {
    append: (payload) => append(payload),
    read,
    async close() {
      const last = current;
      current = undefined;
      writerId = ports.ids.next('w');
      const file = await last?.file.catch(() => undefined);
      if (file) await finish(file);
    },
  };
}

function ledgerLine(line: JsonLine<LedgerEvent>, source: Source, file: string): LedgerLine[] {
  return line.event ? [{ event: line.event, source, file, hash: line.hash }] : [];
}

/** Why lines do not count, or not as what they say. */
function unreadOf({ lines }: JsonLines<LedgerEvent>): string[] {
  const strangers = lines.filter(isStranger).length;
  return [
    ...lines.flatMap((line) => (line.event || isStranger(line) ? [] : [line.unreadable.reason])),
    ...(strangers > 0 ? [`${countOf(strangers, 'line')} ${unsealedWords}`] : []),
  ];
}

function reasonsOf(read: JsonLines<LedgerEvent>): string[] {
  const torn = read.torn ? [`torn last line: ${read.torn.bytes} bytes are not read`] : [];
  return [...verifyChain(read.lines).map((p) => p.problem), ...unreadOf(read), ...torn];
}

function byTime(a: LedgerLine, b: LedgerLine): number {
  if (a.event.at !== b.event.at) return a.event.at < b.event.at ? -1 : 1;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.event.seq - b.event.seq;
}

async function readFrom(file: string, position: number): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.max(0, size - position));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}
