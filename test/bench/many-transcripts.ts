/** Many past reviews with their verdicts, written as the engine writes them: to see what a dream costs when there are many. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Repo } from '../../src/core/changes/change-set.js';
import type { Hasher } from '../../src/core/ports.js';
import { sealLine } from '../../src/core/transcript/line-seal.js';
import { readRepoKey } from '../../src/node/ports/repo-key.js';
import { systemPorts } from '../../src/node/ports/system-ports.js';
import { timeOrderedIds } from '../../src/node/ports/time-ordered-ids.js';

const findingsEach = 6;
const verdictsEach = 3;
/** Reviews of one window session: its verdicts are in one ledger. */
const session = 500;
const rules = Array.from({ length: 24 }, (_, i) => `rule-${i}`);
const folders = Array.from({ length: 30 }, (_, i) => `src/part-${i}`);

/** Writes the reviews `first`, `first + 1`, … into the storage, which is that of the repo's own folder: its key seals what people said. Each is 20 minutes after the one before it, from 2024 on. */
export async function writeReviews(storage: string, first: number, count: number): Promise<void> {
  const began = Date.UTC(2024, 0, 1, 8);
  const { hash } = systemPorts(await readRepoKey({ reverieDir: storage, commonDir: path.dirname(storage) } as Repo));
  await mkdir(path.join(storage, 'transcripts'), { recursive: true });
  await mkdir(path.join(storage, 'ledger'), { recursive: true });
  const ids = timeOrderedIds({ now: () => new Date(began + first * 20 * 60_000) }, () => new Uint8Array(10).fill(first % 251));
  const ledgers = new Map<string, object[]>();
  for (let n = first; n < first + count; n++) {
    const at = new Date(began + n * 20 * 60_000).toISOString();
    const id = idAt(began + n * 20 * 60_000, n);
    const findings = Array.from({ length: findingsEach }, (_, i) => finding(n * findingsEach + i, ids.next('f')));
    const usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 40 };
    await writeFile(
      path.join(storage, 'transcripts', `${id}.jsonl`),
      chained(hash, at, [
        { type: 'started', kind: 'review', id, repo: 'repo', scope: { kind: 'uncommitted' }, tool: '0', writer: 'w-bench', memory: null },
        { type: 'change-set', files: [] },
        { type: 'recalled', lessons: [], dormant: [] },
        ...findings.map((f) => ({ type: 'finding', finding: f })),
        { type: 'coverage', files: [] },
        { type: 'ended', state: 'done', usage, counts: {} },
      ]),
    );
    const name = `w-bench${first}-${Math.floor(n / session)}-${at.slice(0, 7)}.jsonl`;
    const lines = ledgers.get(name) ?? [];
    for (const [i, f] of findings.slice(0, verdictsEach).entries()) {
      const number = n * findingsEach + i;
      const accept = isWanted(number);
      const { category, severity, security, rule, anchor } = f;
      const subject = { rule, category, severity, security, path: anchor.path, quote: anchor.quote, source: 'rules', lessons: [] };
      lines.push({
        at,
        type: 'verdict',
        review: id,
        finding: f.id,
        fingerprint: f.fingerprint,
        verdict: accept ? 'accept' : 'dismiss',
        ...(!accept && { reason: 'intended' }),
        by: 'person',
        subject,
      });
    }
    ledgers.set(name, lines);
  }
  for (const [name, lines] of ledgers)
    await appendFile(
      path.join(storage, 'ledger', name),
      chained(hash, '', lines, (line) => sealLine(line, `ledger/${name}`, hash)),
    );
}

/** People agree on a sixth of the rules, and what they say of the others changes with every finding at the same place: few or many, a dream learns the same. */
function isWanted(number: number): boolean {
  return number % 6 !== 0 && Math.floor(number / 120) % 2 === 0;
}

function idAt(ms: number, n: number): string {
  const bytes = createHash('sha256').update(String(n)).digest().subarray(0, 10);
  return timeOrderedIds({ now: () => new Date(ms) }, () => bytes).next('r');
}

function finding(number: number, id: string) {
  const rule = rules[number % rules.length] ?? '';
  const file = `${folders[(number * 7) % folders.length]}/file-${(number * 13) % 40}.ts`;
  const quote = `  call${number % 5}(value${number}, ${number});`;
  return {
    category: 'maintainability',
    severity: 'medium',
    confidence: 0.8,
    title: 'A remark that is about as long as a title is',
    body: 'Why it matters, in a sentence or two, so that the file has the size that such files have.',
    rule,
    source: { kind: 'analyzer', name: 'rules' },
    anchor: {
      state: 'exact',
      path: file,
      side: 'new',
      startLine: 1 + (number % 300),
      endLine: 1 + (number % 300),
      quote,
      context: { before: ['const a = 1;', 'const b = 2;'], after: ['return a;', '}'] },
    },
    id,
    fingerprint: createHash('sha256').update(`finding ${number}`).digest('hex').slice(0, 32),
    status: 'new',
    security: false,
    lessons: [] as string[],
    effects: [],
  };
}

function chained(hash: Hasher, at: string, payloads: object[], seal = (line: string): string => line): string {
  let prev = '0'.repeat(64);
  let text = '';
  for (const [seq, payload] of payloads.entries()) {
    const line = seal(JSON.stringify({ v: 1, seq, at, prev, ...payload }));
    prev = hash.sha256(line);
    text += `${line}\n`;
  }
  return text;
}
