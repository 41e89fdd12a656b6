/** Bells that windows and terminals of one repository hear: small files that change when something is to be known at once. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Below `reverieDir`. `bell`: the ledger got something new, whoever watches it reads the ledger again. `bell-review`: a review begins. */
export type BellFile = 'bell' | 'bell-review';

export type Bell = { ring(): void; settled(): Promise<void> };
type Place = { folder: string | undefined; writer: string; file: BellFile };

/** Ringing is cheap and never fails: where it cannot be written, others see the news with their next reading. */
export function openBell({ folder, writer, file: name }: Place): Bell {
  let rung = 0;
  let ringing: Promise<void> | undefined;
  const write = async (file: string): Promise<void> => {
    for (let told = -1; told !== rung;) {
      told = rung;
      await writeFile(file, `${writer} ${rung}\n`).catch(() => undefined);
    }
    ringing = undefined;
  };
  return {
    ring() {
      rung++;
      if (folder !== undefined) ringing ??= write(path.join(folder, name));
    },
    settled: async () => ringing,
  };
}

/** How often (ms) a bell is looked at: a reading of a few bytes. */
const lookEveryMs = 400;

/** Calls each time another process rings from now on, until it is stopped. */
export function hearBell({ folder, writer, file: name }: Place, heard: () => void): { stop(): void } {
  if (folder === undefined) return { stop: () => undefined };
  const file = path.join(folder, name);
  let last: string | undefined;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    const now = await readFile(file, 'utf8').catch(() => '');
    looking = false;
    // an empty one is being written
    const news = last !== undefined && now !== last && now !== '' && !now.startsWith(`${writer} `);
    if (now !== '' || last === undefined) last = now;
    if (news) heard();
  };
  void look();
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
