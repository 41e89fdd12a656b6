/** Five thousand findings in the tree, in Problems and in threads: how long until a verdict stands in all of them. Bundled with an editor that costs nothing. */
import { placeAnchor } from '../../src/core/changes/place-anchor.js';
import { makeAnchor } from '../../src/core/changes/make-anchor.js';
import { severities, type Finding } from '../../src/core/review/finding.js';
import { editorMarks } from '../../src/vscode/editor-marks.js';
import type { Engine } from '../../src/vscode/engine.js';
import { findingsView } from '../../src/vscode/findings-view.js';
import { ReverieStore } from '../../src/vscode/reverie-store.js';
import { fakeReverie, finding, report } from '../vscode/fake-reverie.js';
import { seen, workspace } from './fake-editor.js';

export type Measured = { firstMs: number; verdictMs: number[]; treeMs: number; problems: number; threads: number; opened: number };

const files = 500;
const perFile = 10;
const opened = 2;
const betweenMs = 1_500;

type Provider = {
  onDidChangeTreeData: (heard: () => void) => void;
  getChildren(row?: unknown): Promise<unknown[]>;
  getTreeItem(row: unknown): unknown;
};

export async function measureViews(verdicts: number): Promise<Measured> {
  const lines = Array.from({ length: 300 }, (_, i) => `  const value${i} = compute(${i}); // line ${i}`);
  const findings = Array.from({ length: files * perFile }, (_, i): Finding => {
    const path = `src/part-${Math.floor(i / perFile) % 20}/file-${Math.floor(i / perFile)}.ts`;
    const line = 1 + (i % perFile) * 25;
    const anchor = makeAnchor({ path, side: 'new', lines, startLine: line, endLine: line });
    return finding(`f-${i}`, { anchor, severity: severities[i % 5] ?? 'low' });
  });
  const reverie = fakeReverie({
    latestReview: () => Promise.resolve(report({ findings })),
    verdict: ({ finding: id, verdict }) => {
      const of = findings.find((f) => f.id === id)!;
      return Promise.resolve({ finding: { ...of, status: verdict === 'dismiss' ? 'dismissed' : 'open' }, verdict, at: '' });
    },
  });
  workspace.textDocuments = Array.from({ length: opened }, (_, i) => ({
    uri: { scheme: 'file', fsPath: `${reverie.repo.root}/src/part-${i}/file-${i}.ts`, toString: () => `file-${i}` },
    version: 1,
    isClosed: false,
    getText: () => lines.join('\n'),
  }));
  const engine = { openRepo: () => Promise.resolve(reverie.repo), readRepoId: () => Promise.resolve('shop'), placeAnchor };
  const quiet = { info: () => undefined, warn: () => undefined, error: fail };
  const store = new ReverieStore({
    folders: () => [reverie.repo.root],
    trusted: () => true,
    engine: () => Promise.resolve(engine),
    createReverie: () => Promise.resolve(reverie),
    log: quiet,
  });
  const model = { hint: false, subscribe: () => ({ dispose: () => undefined }) };
  const state = { get: () => undefined, update: () => Promise.resolve() };
  const view = findingsView(store, model as never, state as never, quiet as never);
  const provider = seen.provider as Provider;
  const [session] = await store.open();
  await session!.loadReview();
  let began = performance.now();
  const marks = editorMarks(store, () => Promise.resolve(engine as unknown as Engine), quiet as never);
  await until(() => seen.problems.size === files && seen.threads.size > 0);
  const firstMs = performance.now() - began;
  const problems = [...seen.problems.values()].reduce((a, b) => a + b, 0);
  const threads = seen.threads.size;

  // the worst case: every row of the tree is asked for
  began = performance.now();
  await allRows(provider);
  const treeMs = performance.now() - began;

  let heard: () => void = () => undefined;
  provider.onDidChangeTreeData(() => heard());
  const verdictMs: number[] = [];
  for (let i = 0; i < verdicts; i++) {
    const one = session!.shown!.findings.find((f) => f.id === `f-${i * perFile * 7 + 30}`)!;
    // as a person does: one verdict after the other, not in one moment
    await new Promise((resolve) => setTimeout(resolve, betweenMs));
    const told = seen.told;
    const refreshed = new Promise<void>((resolve) => (heard = resolve));
    began = performance.now();
    await session!.giveVerdict([one], { verdict: 'dismiss', reason: 'intended' });
    await Promise.all([refreshed.then(() => allRows(provider)), until(() => seen.told > told)]);
    verdictMs.push(performance.now() - began);
  }
  marks.dispose();
  view.dispose();
  await store.close();
  return { firstMs, verdictMs, treeMs, problems, threads, opened: opened * perFile };
}

async function allRows(provider: Provider, row?: unknown): Promise<void> {
  for (const child of await provider.getChildren(row)) {
    provider.getTreeItem(child);
    if ((child as { node: { children?: unknown[] } }).node.children) await allRows(provider, child);
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

function fail(error: unknown): never {
  throw error instanceof Error ? error : new Error(String(error));
}
