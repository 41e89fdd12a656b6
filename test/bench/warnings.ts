/**
 * Expected usefulness on labelled histories of analyzers' warnings: learned from earlier revisions, foretold for what is new in the last one. Beside
 * it a plain hierarchical Beta (category > rule > rule in package > rule in folder > rule in file, pseudo-count 4).
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { foretell } from '../../src/core/dream/usefulness/foretell-effect.js';
import { hierarchicalBeta } from '../../src/core/dream/usefulness/hierarchical-beta.js';
import { type LabelledFinding, labelledFinding } from '../../src/core/dream/usefulness/labelled-finding.js';
import { atOnce } from '../../src/core/dream/usefulness/steps.js';
import type { BenchRow } from './bench-row.js';
import { areaUnderCurve, hiddenAt95, intervalOfGain, type Scored } from './ranking.js';

type Project = { name: string; ours: Scored[]; plain: Scored[]; held: { accepted: number; rejected: number } };

export async function benchWarnings(): Promise<{ rows: BenchRow[] } | { keep: string }> {
  const folder = process.env['REVERIE_LABELLED_WARNINGS'];
  const names = folder
    ? (await readdir(folder)).flatMap((f) => (f.endsWith('.train.jsonl') ? [f.slice(0, -'.train.jsonl'.length)] : []))
    : [];
  if (!folder || names.length === 0)
    return { keep: 'set REVERIE_LABELLED_WARNINGS to a folder with NAME.train.jsonl and NAME.test.jsonl for each project' };
  const projects = await Promise.all(names.sort().map((name) => measure(folder, name)));
  return { rows: rowsOf(projects) };
}

async function measure(folder: string, name: string): Promise<Project> {
  const [train, test] = await Promise.all(['train', 'test'].map((kind) => readFile(path.join(folder, `${name}.${kind}.jsonl`), 'utf8')));
  const known = readLabelled(train!, `${name}.train.jsonl`);
  const fresh = readLabelled(test!, `${name}.test.jsonl`);
  const truth = fresh.map((f) => f.accepted);
  const foretold = atOnce(
    foretell(
      known,
      fresh.map(({ category, rule, path: file, symbol, quote }) => ({ category, rule, path: file, symbol, quote })),
    ),
  );
  const plain = plainScores(known, fresh);
  const held = (of: boolean): number => foretold.filter((f, i) => f.effect === 'hold back' && truth[i] === of).length;
  return {
    name,
    ours: foretold.map(({ score }, i) => ({ score, accepted: truth[i]! })),
    plain: plain.map((score, i) => ({ score, accepted: truth[i]! })),
    held: { accepted: held(true), rejected: held(false) },
  };
}

function readLabelled(content: string, file: string): LabelledFinding[] {
  return content.split('\n').flatMap((line, i) => (line === '' ? [] : (labelledFinding(line, { file, number: i + 1 }) ?? [])));
}

function plainScores(known: LabelledFinding[], fresh: LabelledFinding[]): number[] {
  const chain = ({ category, rule, path: file }: LabelledFinding): string[] => {
    const parts = file.split('/').slice(0, -1);
    const widePackage = parts.slice(0, 5).join('/');
    return [category, rule, `${rule}|${widePackage}`, `${rule}||${parts.join('/')}`, `${rule}|||${file}`];
  };
  const rates = hierarchicalBeta({ pseudoCount: 4 });
  for (const finding of known) rates.add(chain(finding), finding.accepted);
  return fresh.map((finding) => rates.mean(chain(finding)));
}

function rowsOf(projects: Project[]): BenchRow[] {
  const rows: BenchRow[] = projects.map(({ name, ours, plain, held }) => ({
    what: `expected usefulness, ${name}: ${ours.length} new warnings, ${ours.filter((s) => s.accepted).length} accepted: AUC · hidden@95`,
    ours: `${areaUnderCurve(ours).toFixed(3)} · ${hiddenAt95(ours).toFixed(3)}`,
    reference: `${areaUnderCurve(plain).toFixed(3)} · ${hiddenAt95(plain).toFixed(3)} plain hierarchical Beta; held back: ${held.rejected} rejected, ${held.accepted} accepted`,
  }));
  for (const [word, measured] of [
    ['AUC', areaUnderCurve],
    ['hidden@95 (share of rejected hidden while 95 % of the accepted stay)', hiddenAt95],
  ] as const) {
    const mean = (of: 'ours' | 'plain'): number => projects.reduce((sum, p) => sum + measured(p[of]), 0) / projects.length;
    const [low, high] = intervalOfGain(projects, measured);
    rows.push({
      what: `expected usefulness, mean ${word}`,
      ours: mean('ours').toFixed(3),
      reference: `${mean('plain').toFixed(3)}; gain ${(mean('ours') - mean('plain')).toFixed(3)}, 95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}`,
      target: '> plain',
      ok: mean('ours') > mean('plain'),
    });
  }
  return rows;
}
