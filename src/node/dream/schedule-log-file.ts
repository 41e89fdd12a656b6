/** The log of the schedule on disk: `<source>/dream-schedule.json`, written by the windows of that place, read from all places. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ScheduleEntry, ScheduleLog, withEntry } from '../../core/dream/schedule-log.js';
import type { Clock, Redact } from '../../core/ports.js';
import type { Sources } from '../../core/transcript/transcript-store.js';
import { replaceFile } from '../ports/atomic-file.js';
import { makeFolder } from '../transcript/folders.js';

const name = 'dream-schedule.json';

export type ScheduleLogFile = {
  note(kind: ScheduleEntry['kind'], reason: string): Promise<void>;
  /** Of all places, newest first. */
  read(): Promise<ScheduleEntry[]>;
};

export function openScheduleLog(deps: { storage: string; sources: Sources; clock: Pick<Clock, 'now'>; redact: Redact }): ScheduleLogFile {
  const own = path.join(deps.storage, name);
  let writing: Promise<void> = Promise.resolve();
  const write = async (kind: ScheduleEntry['kind'], reason: string): Promise<void> => {
    const entries = withEntry(await readLog(own), { kind, reason: deps.redact(reason), at: deps.clock.now().toISOString() });
    await makeFolder(deps.storage);
    await replaceFile(own, `${JSON.stringify({ v: 1, entries })}\n`);
  };
  return {
    note(kind, reason) {
      writing = writing.catch(() => undefined).then(() => write(kind, reason));
      return writing;
    },
    async read() {
      const { reachable } = await deps.sources.list();
      const logs = await Promise.all(reachable.map((source) => readLog(path.join(source.path, name))));
      return logs.flat().sort((a, b) => (a.lastAt > b.lastAt ? -1 : 1));
    },
  };
}

/** One that is missing or damaged is empty: it only tells of the past. */
async function readLog(file: string): Promise<ScheduleEntry[]> {
  try {
    return ScheduleLog.safeParse(JSON.parse(await readFile(file, 'utf8'))).data?.entries ?? [];
  } catch {
    return [];
  }
}
