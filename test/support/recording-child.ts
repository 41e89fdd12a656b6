/**
 * A process of its own that records until it is stopped, and prints every line that was acknowledged.
 *   node recording-child.js <reverie dir> <how many events> <bytes per event>
 */
import { writeSync } from 'node:fs';
import path from 'node:path';
import { systemPorts } from '../../src/node/ports/system-ports.js';
import { openRecords } from '../../src/node/transcript/records.js';
import { fakeAuditRefs, fakeLeases } from './fake-leases.js';

export type Acknowledged = { file: string; seq: number; hash: string } | { source: string } | { error: string; next: string };

const [reverieDir = '', count = '0', size = '10'] = process.argv.slice(2);
const print = (said: Acknowledged) => writeSync(1, `${JSON.stringify(said)}\n`);
const ports = systemPorts({ key: new Uint8Array(32) });
const root = path.dirname(path.dirname(reverieDir));
const records = await openRecords({
  repo: { root, commonDir: path.dirname(reverieDir), reverieDir, writable: true },
  storage: reverieDir,
  kind: 'cli',
  ports,
  redact: (text) => text,
  memory: fakeLeases(),
  auditRefs: fakeAuditRefs(),
  tool: 'test',
});

try {
  const id = ports.ids.next('r');
  const transcript = await records.transcripts.create({
    type: 'started',
    kind: 'review',
    id,
    repo: 'repo',
    scope: { kind: 'staged' },
    tool: 'test',
    writer: '',
    memory: null,
  });
  const [source] = (await records.sources.list()).reachable;
  print({ source: source?.id ?? '' });
  const reason = 'x'.repeat(Number(size));
  for (let i = 0; i < Number(count); i++) {
    await Promise.all([
      ...[1, 2, 3].map(async () => {
        const event = await transcript.append({ type: 'failure', where: `${i}`, reason });
        print({ file: `transcripts/${id}.jsonl`, seq: event.seq, hash: ports.hash.sha256(JSON.stringify(event)) });
      }),
      records.ledger
        .append({ type: 'withdrawn', fingerprint: `${i} ${reason}`, by: 'person' })
        .then(({ file, event, hash }) => print({ file, seq: event.seq, hash })),
    ]);
  }
  await records.close();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  print({ error: error.message, next: 'next' in error && typeof error.next === 'string' ? error.next : '' });
}
