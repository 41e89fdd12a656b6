/** A bell that windows and terminals of one repository hear: a small file that changes when the ledger got something to know at once. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Below `reverieDir`; whoever watches it reads the ledger again. */
const bellFile = 'bell';

export type Bell = { ring(): void; settled(): Promise<void> };

/** Ringing is cheap and never fails: where it cannot be written, others see the news with their next reading. */
export function openBell({ folder, writer }: { folder: string | undefined; writer: string }): Bell {
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
      if (folder !== undefined) ringing ??= write(path.join(folder, bellFile));
    },
    settled: async () => ringing,
  };
}
