import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Forgettable } from '../../../src/core/transcript/forget.js';
import { commandConsent } from '../../../src/node/analysis/outside/command-consent.js';
import { openEngine, type TestEngine } from '../../support/engine.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

const run = promisify(execFile);
const clean = 'export const total = (cart) => cart.sum;\n';
const noisy = (n: number) => `${clean}debugger; // ${n}\n`;
const secret = 'a-word-that-only-the-note-has';

describe('forgetting', () => {
  let repo: TempRepo;
  let engine: TestEngine;

  /** Enough verdicts that a dream learns a lesson from them. */
  const live = async (folder = 'scripts') => {
    for (let i = 0; i < 6; i++) {
      await repo.write(`${folder}/s${i}.js`, noisy(i));
      const { findings } = await engine.review();
      const fresh = findings.find((f) => f.anchor.path === `${folder}/s${i}.js` && f.rule === 'js/debugger');
      assert.ok(fresh, JSON.stringify(findings.map((f) => f.rule)));
      await engine.reverie.verdict({ finding: fresh.id, verdict: 'dismiss', reason: 'intended', note: secret, by: 'person' });
    }
    await engine.dream();
    assert.ok((await engine.reverie.memory()).lessons.length > 0, 'the dream learned');
  };
  const forget = (...what: Forgettable[]) => engine.reverie.forget({ what });
  const errors = async () => (await engine.reverie.audit()).problems.filter((p) => p.severity === 'error');
  const files = async (folder: string) => readdir(path.join(repo.dir, '.git/reverie', folder)).catch(() => []);
  const anew = async () => {
    await engine.reverie.close();
    engine = await openEngine(repo);
  };
  /** Every text below the repo's own folder of Reverie, objects of memory unpacked. */
  const everything = async (): Promise<string> => {
    const root = path.join(repo.dir, '.git/reverie');
    const names = await readdir(root, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      names.filter((n) => n.isFile() && n.name !== 'key').map((n) => readFile(path.join(n.parentPath, n.name), 'latin1')),
    );
    const git = ['--git-dir', path.join(root, 'memory.git')];
    const objects = await run('git', [...git, 'cat-file', '--batch-all-objects', '--batch'], { maxBuffer: 1e9 }).catch(() => ({
      stdout: '',
    }));
    return [...texts, objects.stdout].join('\n');
  };

  beforeEach(async () => {
    repo = await tempRepo({ 'src/cart.js': clean });
    engine = await openEngine(repo);
  });
  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  it('of all leaves nothing that was recorded, and an audit that finds nothing wrong', async () => {
    await live();
    assert.match(await everything(), new RegExp(secret));
    const before = await engine.reverie.previewForget();
    assert.equal(before.transcripts, 7);
    assert.ok(before.ledgers > 0 && before.bytes > 0 && before.lessons > 0 && before.versions > 0);
    const report = await forget('transcripts', 'ledger', 'memory');
    assert.deepEqual([report.transcripts, report.left, report.kept], [7, [], 0]);
    await anew();
    const after = await everything();
    assert.doesNotMatch(after, new RegExp(secret));
    assert.doesNotMatch(after, /js\/debugger|scripts\/s1/, 'no trace in caches and objects');
    assert.deepEqual(await errors(), []);
    assert.deepEqual(await engine.reverie.previewForget(), { ...before, transcripts: 0, ledgers: 0, bytes: 0, lessons: 0, versions: 0 });
    assert.equal(await engine.reverie.latestReview(), undefined);
  });

  it('of transcripts keeps verdicts, lessons and the lines that they cite', async () => {
    await live();
    const { lessons } = await engine.reverie.memory();
    const report = await forget('transcripts');
    await anew();
    assert.equal((await engine.reverie.transcripts()).length, 0);
    assert.deepEqual((await engine.reverie.memory()).lessons, lessons);
    assert.deepEqual(await errors(), []);
    const evidence = lessons.flatMap((l) => l.evidence).filter((e) => e.type === 'event');
    const cited = evidence.filter((e) => e.file.startsWith('transcripts/'));
    assert.equal(report.kept, new Set(cited.map((e) => `${e.file}#${e.seq}`)).size);
    for (const e of cited) assert.ok((await engine.reverie.citedLine(e))?.includes(e.quote), JSON.stringify(e));
    // a dismissal is a person's word: it holds without its transcript
    const { findings } = await engine.review();
    assert.equal(findings.filter((f) => f.status === 'dismissed').length, 6, JSON.stringify(findings.map((f) => f.status)));
  });

  it('of the ledger keeps its cited lines, and hands old tombstones on', async () => {
    await live();
    await forget('transcripts');
    const { lessons } = await engine.reverie.memory();
    const report = await forget('ledger');
    assert.ok(report.ledgers > 0);
    assert.ok(report.kept > 0, 'lessons of verdicts cite the ledger');
    await anew();
    assert.deepEqual(await errors(), []);
    for (const e of lessons.flatMap((l) => l.evidence)) {
      if (e.type === 'event') assert.ok((await engine.reverie.citedLine(e))?.includes(e.quote));
    }
    const again = await forget('ledger');
    assert.equal(again.ledgers, 0, 'tombstones alone are nothing to forget');
    const cited = path.join(repo.dir, '.git/reverie/cited/ledger');
    const [name = ''] = await readdir(cited);
    await writeFile(path.join(cited, name), (await readFile(path.join(cited, name), 'utf8')).replace('intended', 'accepted'));
    assert.match((await errors())[0]?.problem ?? '', /cites was changed/);
  });

  it('of memory keeps transcripts and their anchors, and the next dream learns anew', async () => {
    await live();
    const { anchors } = await engine.reverie.audit();
    await forget('memory');
    await anew();
    assert.deepEqual((await engine.reverie.memory()).lessons, []);
    const audit = await engine.reverie.audit();
    assert.equal(audit.anchors, anchors);
    assert.deepEqual(
      audit.problems.filter((p) => p.severity === 'error'),
      [],
    );
    await live('tools');
  });

  it('writes an archive first that every tar reads, and overwrites none', async () => {
    await live();
    const folder = await mkdtemp(path.join(tmpdir(), 'reverie-export-'));
    const exportTo = path.join(folder, 'all.tar.gz');
    try {
      await writeFile(exportTo, 'mine');
      await assert.rejects(engine.reverie.forget({ what: ['transcripts', 'ledger', 'memory'], exportTo }), /there already/);
      assert.equal((await engine.reverie.previewForget()).transcripts, 7, 'nothing was deleted');
      await rm(exportTo);
      const originals = await Promise.all((await engine.reverie.transcripts()).map((t) => readFile(t.path, 'utf8')));
      const report = await engine.reverie.forget({ what: ['transcripts', 'ledger', 'memory'], exportTo });
      assert.equal(report.exported?.bytes, (await stat(exportTo)).size);
      await run('tar', ['-xzf', exportTo, '-C', folder]);
      const names = await readdir(folder, { recursive: true });
      const transcripts = names.filter((n) => /transcripts\/.*\.jsonl$/.test(n)).sort();
      const unpacked = await Promise.all(transcripts.map((n) => readFile(path.join(folder, n), 'utf8')));
      assert.deepEqual(unpacked.toSorted(), originals.toSorted());
      assert.ok(names.some((n) => /ledger\/.*\.jsonl$/.test(n)));
      await run('git', ['clone', '-q', path.join(folder, 'memory.bundle'), path.join(folder, 'memory')]);
      assert.ok((await readdir(path.join(folder, 'memory'), { recursive: true })).some((n) => n.endsWith('.md')));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('leaves alone what is being written, and deletes nothing while a dream runs', async () => {
    const other = await openEngine(repo);
    try {
      await repo.write('scripts/s.js', noisy(1));
      await engine.review();
      const lease = await other.reverie.memoryStore.lease('dream');
      assert.ok(lease.state === 'held');
      await assert.rejects(forget('transcripts'), /a dream runs/);
      assert.equal((await files('transcripts')).length, 1);
      await lease.lease.release();
      // a review that waits for a slow analyzer is open meanwhile
      const slow = { name: 'slow', command: [process.execPath, '-e', 'setTimeout(() => console.log("[]"), 4000)'] };
      const { hash: consent } = await commandConsent(slow, repo.dir);
      const signal = new AbortController().signal;
      let reviewing: Promise<unknown> = Promise.resolve();
      await new Promise<void>((resolve) => {
        reviewing = other.reverie.review(
          { scope: { kind: 'uncommitted' }, outside: { reports: [], commands: [{ ...slow, consent }] } },
          { signal, onProgress: ({ type }) => type === 'progress' && resolve() },
        );
      });
      const preview = await engine.reverie.previewForget();
      assert.deepEqual([preview.transcripts, preview.running], [1, 1]);
      const report = await forget('transcripts');
      assert.equal(report.transcripts, 1);
      assert.match(report.left[0] ?? '', /is being written/);
      await reviewing;
      assert.equal((await engine.reverie.transcripts()).length, 1);
      assert.deepEqual(await errors(), []);
    } finally {
      await other.reverie.close();
    }
  });

  it('loses no verdict of a process whose ledger was forgotten under it', async () => {
    await repo.write('scripts/s.js', noisy(1));
    const { findings } = await engine.review();
    const id = findings[0]!.id;
    await engine.say(id, 'accept');
    const other = await openEngine(repo);
    await other.reverie.forget({ what: ['ledger'] });
    await other.reverie.close();
    await engine.say(id, 'dismiss', 'intended');
    await anew();
    const { findings: after } = await engine.review();
    assert.equal(after[0]?.status, 'dismissed');
  });
});
