/** After a kill: is everything that was acknowledged there, is memory old or new, and does the next run work? */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runGit, safeEnvironment } from '../../src/node/git/run-git.js';
import type { Reverie } from '../../src/core/reverie.js';
import type { TranscriptRecord } from '../../src/core/transcript/transcript-store.js';
import type { Acknowledged } from './acknowledged.js';

/** Rejects with an AssertionError that says what was lost. `acknowledged` is everything said so far, also before earlier kills. */
export async function checkSurvivors(reverie: Reverie, acknowledged: Acknowledged[]): Promise<void> {
  await checkVerdicts(reverie, acknowledged);
  const records = await readTranscripts(reverie);
  checkReviews(records, acknowledged);
  await checkMemory(reverie, records, acknowledged);
  const errors = (await reverie.audit()).problems.filter((problem) => problem.severity === 'error');
  assert.deepEqual(errors, [], 'the audit finds errors');
}

/** Read from the files themselves, so that a mistake of the reader cannot hide a loss. */
async function checkVerdicts({ repo }: Reverie, acknowledged: Acknowledged[]): Promise<void> {
  const folder = path.join(repo.reverieDir, 'ledger');
  const lines: string[] = [];
  for (const file of await readdir(folder).catch(() => [])) lines.push(...(await readFile(path.join(folder, file), 'utf8')).split('\n'));
  for (const said of acknowledged) {
    if (said.type !== 'verdict') continue;
    const found = lines.some((line) => line.includes(`"${said.fingerprint}"`) && line.includes(`"${said.at}"`) && line.endsWith('}'));
    assert.ok(found, `the verdict ${said.verdict} on ${said.fingerprint} at ${said.at} is lost`);
  }
}

async function readTranscripts(reverie: Reverie): Promise<Map<string, TranscriptRecord>> {
  const records = new Map<string, TranscriptRecord>();
  for (const { id } of await reverie.transcripts()) records.set(id, await reverie.transcript(id));
  return records;
}

function checkReviews(records: Map<string, TranscriptRecord>, acknowledged: Acknowledged[]): void {
  for (const said of acknowledged) {
    if (said.type !== 'review' && said.type !== 'dream') continue;
    const record = records.get(said.id);
    assert.ok(record, `the transcript of the ${said.type} ${said.id} is lost`);
    assert.equal(record.state, 'sealed', `the acknowledged ${said.type} ${said.id} is not sealed`);
    assert.equal(record.unreadable.length, 0);
  }
}

/** Memory is whole, has every acknowledged version, and of each dream's operations has all or none. */
async function checkMemory(reverie: Reverie, records: Map<string, TranscriptRecord>, acknowledged: Acknowledged[]): Promise<void> {
  const gitDir = path.join(reverie.repo.reverieDir, 'memory.git');
  const memory = await reverie.memory();
  if (memory.version === null) return;
  const fsck = await runGit(['--git-dir', gitDir, 'fsck', '--strict', '--no-dangling'], {
    cwd: reverie.repo.reverieDir,
    env: safeEnvironment(),
  });
  assert.equal(fsck.code, 0, `git fsck of memory: ${fsck.stderr}`);
  assert.deepEqual(memory.broken, []);
  const versions = await reverie.history();
  const commits = new Set(versions.map((version) => version.commit));
  const applied = new Set(versions.flatMap((version) => version.operations.map((operation) => operation.id)));
  for (const said of acknowledged) {
    if (said.type === 'dream' && said.after !== null) assert.ok(commits.has(said.after), `the version ${said.after} of ${said.id} is lost`);
  }
  for (const [id, record] of records) {
    const decided = new Map<string, string>();
    for (const event of record.events) if (event.type === 'decided') decided.set(event.operation, event.decision);
    const meant = [...decided].filter(([, decision]) => decision === 'apply' || decision === 'trial').map(([operation]) => operation);
    const there = meant.filter((operation) => applied.has(operation));
    assert.ok(there.length === 0 || there.length === meant.length, `${id} applied ${there.length} of its ${meant.length} operations`);
  }
}
