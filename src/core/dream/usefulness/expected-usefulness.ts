/** Expected usefulness of a finding (0..1): how likely the people of this repo act on it, learned from findings with verdicts. */
import { chainOf, featuresOf, type Feature } from './finding-features.js';
import { hierarchicalBeta } from './hierarchical-beta.js';
import type { FindingTraits, LabelledFinding } from './labelled-finding.js';
import { newestFindings } from './newest-findings.js';
import { atOnce, type Steps } from './steps.js';
import { fitLogistic, logOdds, sigmoid, type SparseRow } from './sparse-logistic.js';

/** Scores a batch of new findings (0..1), in its order. Findings of one batch in one file lend each other strength. */
export type UsefulnessModel = (batch: FindingTraits[]) => number[];

/** A verdict counts so much less for each revision it is older than the newest one: preferences change. */
const fadingPerRevision = 0.7;
const penalty = 0.5;
/** The regression learns from so many of the newest: the rates count all of them, and its time and memory stay bounded. */
const mostFitted = 40_000;
const pseudoCount = 4;
/** Share of the hierarchical Beta in the log-odds: its rates hold where the regression has seen little. */
const shareOfRates = 0.2;
/** How far a finding goes toward the mean of its file's new findings: they are fixed together, or not at all. */
const towardFile = 0.5;

/**
 * Learns from findings with verdicts. Two opinions are mixed in log-odds: a hierarchical Beta over category, rule, part, folder and file, and a ridge
 * regression over these groups and the code's words. Without a finding, or with one verdict only, every score is the plain rate, shrunk
 * toward a half. Cost grows with the words of the newest findings.
 */
export function learnUsefulness(findings: LabelledFinding[]): UsefulnessModel {
  const score = atOnce(learnInSteps(findings));
  return (batch) => atOnce(score(batch));
}

/** So many findings at least are looked at in one piece. */
const piece = 200;

/** As `learnUsefulness`, in steps. */
export function* learnInSteps(findings: LabelledFinding[]): Steps<(batch: FindingTraits[]) => Steps<number[]>> {
  const rates = hierarchicalBeta({ pseudoCount });
  for (const [i, finding] of findings.entries()) {
    if (i % piece === 0) yield;
    rates.add(chainOf(finding), finding.accepted);
  }
  const fitted = newestFindings(findings, mostFitted);
  const vocabulary = new Map<string, number>();
  const rows: SparseRow[] = [];
  for (const [i, finding] of fitted.entries()) {
    if (i % piece === 0) yield;
    rows.push(rowOf(featuresOf(finding), vocabulary, true));
  }
  const accepted = fitted.map((f) => f.accepted);
  const model = yield* fitLogistic(rows, accepted, ageWeights(fitted), { features: vocabulary.size, penalty });
  return function* score(batch) {
    const odds: number[] = [];
    for (const [i, traits] of batch.entries()) {
      if (i % piece === 0) yield;
      const rate = rates.mean(chainOf(traits));
      const regression = logOdds(model, rowOf(featuresOf(traits), vocabulary, false));
      odds.push((1 - shareOfRates) * regression + shareOfRates * Math.log(rate / (1 - rate)));
    }
    return togetherByFile(batch, odds).map(sigmoid);
  };
}

/** By how many distinct revisions each one is older: numbers may have gaps. */
function ageWeights(findings: LabelledFinding[]): number[] {
  const revisions = [...new Set(findings.map((f) => f.revision))].sort((a, b) => b - a);
  const age = new Map(revisions.map((revision, i) => [revision, i]));
  return findings.map((f) => fadingPerRevision ** age.get(f.revision)!);
}

function rowOf(features: Feature[], vocabulary: Map<string, number>, grows: boolean): SparseRow {
  const indices: number[] = [];
  const values: number[] = [];
  for (const { key, value } of features) {
    let index = vocabulary.get(key);
    if (index === undefined && grows) vocabulary.set(key, (index = vocabulary.size));
    if (index === undefined) continue;
    indices.push(index);
    values.push(value);
  }
  return { indices: Int32Array.from(indices), values: Float64Array.from(values) };
}

function togetherByFile(batch: FindingTraits[], odds: number[]): number[] {
  const files = new Map<string, { sum: number; count: number }>();
  for (const [i, { path }] of batch.entries()) {
    const file = files.get(path);
    if (file) {
      file.sum += odds[i]!;
      file.count += 1;
    } else files.set(path, { sum: odds[i]!, count: 1 });
  }
  return batch.map(({ path }, i) => {
    const { sum, count } = files.get(path)!;
    return odds[i]! + (towardFile * (sum / count - odds[i]!) * count) / (count + 1);
  });
}
