/**
 * The day's spend of a repository, shared by all its windows and the CLI without a lock: a log to which everybody appends. A reservation is granted
 * when everything before it in the log and itself stay within the limit, so of two at the same time the later one sees the earlier. One whose
 * process was killed counts as spent in full.
 */
import { appendFile, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { HumanError } from '../../core/human-error.js';
import type { DaySpend, Spend } from '../../core/model/day-spend.js';
import type { Ports } from '../../core/ports.js';

const Amount = { tokens: z.number(), usd: z.number() };
const Entry = z.discriminatedUnion('do', [
  z.object({ do: z.literal('reserve'), id: z.string(), ...Amount }),
  /** What was really spent; nothing for a reservation that was refused. */
  z.object({ do: z.literal('settle'), id: z.string(), ...Amount }),
]);
type Entry = z.infer<typeof Entry>;

export type DaySpendOptions = { /** `reverieDir` of the repository. */ folder: string; ports: Pick<Ports, 'clock' | 'ids'> };

/** The day is that of the machine's local time. */
export function openDaySpend({ folder, ports }: DaySpendOptions): DaySpend {
  const files = new Map<string, SpendLog>();
  const today = (): SpendLog => {
    const file = path.join(folder, 'spend', `${dayOf(ports.clock.now())}.jsonl`);
    const log = files.get(file) ?? { file, offset: 0, rest: Buffer.alloc(0), order: [], settled: new Map(), reading: Promise.resolve() };
    files.set(file, log);
    return log;
  };
  /** The log of each open reservation: a call may end on another day than it began. */
  const logs = new Map<string, SpendLog>();
  return {
    async reserve(ask, limit) {
      const log = today();
      const id = ports.ids.next('s');
      await append(log, { do: 'reserve', id, ...ask });
      log.reading = log.reading.then(
        () => readOn(log),
        () => readOn(log),
      );
      await log.reading;
      const before: Spend = { tokens: 0, usd: 0 };
      for (const entry of log.order) {
        if (entry.id === id) break;
        const spent = log.settled.get(entry.id) ?? entry;
        before.tokens += spent.tokens;
        before.usd += spent.usd;
      }
      const fits = before.tokens + ask.tokens <= (limit.tokens ?? Infinity) && before.usd + ask.usd <= (limit.usd ?? Infinity);
      if (fits) {
        logs.set(id, log);
        return { state: 'granted', id };
      }
      await append(log, { do: 'settle', id, tokens: 0, usd: 0 });
      const left: Partial<Spend> = {
        ...(limit.tokens !== undefined && { tokens: limit.tokens - before.tokens }),
        ...(limit.usd !== undefined && { usd: limit.usd - before.usd }),
      };
      return { state: 'refused', left };
    },
    async settle(id, spent) {
      const log = logs.get(id);
      if (!log) return;
      logs.delete(id);
      await append(log, { do: 'settle', id, ...spent });
    },
  };
}

type SpendLog = {
  file: string;
  offset: number;
  rest: Buffer;
  order: Extract<Entry, { do: 'reserve' }>[];
  settled: Map<string, Spend>;
  /** One reading after the other: each goes on where the last one ended. */ reading: Promise<void>;
};

/** One write: on a local file system appends of this size do not mix. The leading line feed ends what a killed process left half. */
async function append(log: SpendLog, entry: Entry): Promise<void> {
  const line = `\n${JSON.stringify(entry)}\n`;
  try {
    await appendFile(log.file, line);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(log.file, error);
    await mkdir(path.dirname(log.file), { recursive: true }).catch((cause: unknown) => {
      throw unusable(log.file, cause);
    });
    await appendFile(log.file, line).catch((cause: unknown) => {
      throw unusable(log.file, cause);
    });
  }
}

/** Takes in what was appended since, by anybody. */
async function readOn(log: SpendLog): Promise<void> {
  const handle = await open(log.file, 'r').catch((cause: unknown) => {
    throw unusable(log.file, cause);
  });
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, log.offset);
      if (bytesRead === 0) break;
      log.offset += bytesRead;
      log.rest = Buffer.concat([log.rest, buffer.subarray(0, bytesRead)]);
    }
  } finally {
    await handle.close();
  }
  const end = log.rest.lastIndexOf(10);
  for (const line of log.rest
    .subarray(0, end + 1)
    .toString('utf8')
    .split('\n')) {
    const entry = parse(line);
    if (entry?.do === 'reserve') log.order.push(entry);
    else if (entry) log.settled.set(entry.id, { tokens: entry.tokens, usd: entry.usd });
  }
  log.rest = log.rest.subarray(end + 1);
}

/** A line that a killed process left half reserved nothing: its process never got an answer. */
function parse(line: string): Entry | undefined {
  if (line === '') return undefined;
  try {
    return Entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function dayOf(now: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function unusable(file: string, cause: unknown): HumanError {
  return new HumanError(`The day’s spend cannot be kept in ${file}, so no model may be paid`, {
    next: 'Make that folder writable',
    cause,
  });
}
