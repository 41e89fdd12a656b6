/** Logistic regression on sparse features with a ridge penalty, fitted by a truncated Newton method. Deterministic. */

import type { Steps } from './steps.js';

/** Indices and values of one row's features; the two arrays run in parallel. */
export type SparseRow = { indices: Int32Array; values: Float64Array };

export type LogisticModel = { bias: number; weights: Float64Array };

const newtonSteps = 12;
const conjugateSteps = 30;
/** Stops when a step lowers the loss by no larger share than this. */
const settled = 1e-5;
/** A direction is good enough when what it leaves unsolved is so small a share of the gradient: the next step starts from there anyway. */
const unsolved = 0.1;
/** The bias is shrunk too, barely: with one class only, its optimum would be infinite. */
const biasPenalty = 1e-2;

/** The known rows one after another; those of row `i` begin at `starts[i]`. What is fitted is weighed and penalized as `fitLogistic` says. */
type Problem = {
  starts: Int32Array;
  indices: Int32Array;
  values: Float64Array;
  signs: Int8Array;
  weights: number[];
  penalties: Float64Array;
};

/**
 * Minimizes Σ weightᵢ · logloss(labelᵢ, σ(bias + rowᵢ · w)) + penalty/2 · |w|². With features scaled per group that is the posterior mode under a
 * Gaussian prior of its own for each group of features. Newton directions by conjugate gradients with a diagonal preconditioner
 * (Lin, Weng, Keerthi: Trust region Newton method for logistic regression, JMLR 2008), halved until the loss falls. O(non-zeros) a step.
 */
export function* fitLogistic(
  rows: SparseRow[],
  labels: boolean[],
  weights: number[],
  { features, penalty }: { features: number; penalty: number },
): Steps<LogisticModel> {
  const size = features + 1; // the last one is the bias
  const w = new Float64Array(size);
  const penalties = new Float64Array(size).fill(penalty);
  penalties[features] = biasPenalty;
  const problem = { ...joined(rows), signs: Int8Array.from(labels, (label) => (label ? 1 : -1)), weights, penalties };
  let margins = new Float64Array(rows.length);
  let loss = lossOf(problem, margins, w);
  for (let step = 0; step < newtonSteps; step++) {
    const { direction, along } = yield* newtonDirection(problem, margins, w);
    const before = loss;
    let length = 1;
    for (; length > 1e-3; length /= 2) {
      const tried = w.map((value, j) => value - length * direction[j]!);
      const triedMargins = margins.map((value, i) => value - length * along[i]!);
      const triedLoss = lossOf(problem, triedMargins, tried);
      if (triedLoss > before) continue;
      w.set(tried);
      margins = triedMargins;
      loss = triedLoss;
      break;
    }
    if (before - loss <= settled * before) break;
  }
  return { bias: w[features]!, weights: w.subarray(0, features) };
}

function joined(rows: SparseRow[]): Pick<Problem, 'starts' | 'indices' | 'values'> {
  const starts = new Int32Array(rows.length + 1);
  for (const [i, row] of rows.entries()) starts[i + 1] = starts[i]! + row.indices.length;
  const indices = new Int32Array(starts[rows.length]!);
  const values = new Float64Array(indices.length);
  for (const [i, row] of rows.entries()) {
    indices.set(row.indices, starts[i]);
    values.set(row.values, starts[i]);
  }
  return { starts, indices, values };
}

/** Log-odds of one row. */
export function logOdds({ bias, weights }: LogisticModel, { indices, values }: SparseRow): number {
  let sum = bias;
  for (let k = 0; k < indices.length; k++) sum += (weights[indices[k]!] ?? 0) * values[k]!;
  return sum;
}

export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** The direction to go against, and what it adds to each row's log-odds. */
function* newtonDirection(
  problem: Problem,
  margins: Float64Array,
  w: Float64Array,
): Steps<{ direction: Float64Array; along: Float64Array }> {
  const { starts, indices, values, signs, weights, penalties } = problem;
  const gradient = w.map((value, j) => value * penalties[j]!);
  const diagonal = Float64Array.from(penalties);
  const curvature = new Float64Array(margins.length);
  const bias = w.length - 1;
  for (let i = 0; i < margins.length; i++) {
    const p = sigmoid(margins[i]!);
    const error = weights[i]! * (p - (signs[i]! > 0 ? 1 : 0));
    const curve = (curvature[i] = weights[i]! * p * (1 - p));
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const j = indices[k]!;
      const value = values[k]!;
      gradient[j]! += error * value;
      diagonal[j]! += curve * value * value;
    }
    gradient[bias]! += error;
    diagonal[bias]! += curve;
  }
  const direction = yield* conjugateGradients(problem, curvature, diagonal, gradient);
  return { direction, along: curvature.map((_, i) => product(problem, i, direction)) };
}

/** Solves (Xᵀ C X + P) d = gradient, roughly. */
function* conjugateGradients(
  problem: Problem,
  curvature: Float64Array,
  diagonal: Float64Array,
  gradient: Float64Array,
): Steps<Float64Array> {
  const { starts, indices, values, penalties } = problem;
  const size = gradient.length;
  const d = new Float64Array(size);
  const r = gradient;
  const z = r.map((value, j) => value / diagonal[j]!);
  const p = Float64Array.from(z);
  const hp = new Float64Array(size);
  let rz = dot(r, z);
  const enough = rz * unsolved ** 2;
  for (let step = 0; step < conjugateSteps && rz > enough && rz > 0; step++) {
    yield;
    for (let j = 0; j < size; j++) hp[j] = p[j]! * penalties[j]!;
    for (let i = 0; i < curvature.length; i++) {
      const factor = curvature[i]! * product(problem, i, p);
      for (let k = starts[i]!; k < starts[i + 1]!; k++) hp[indices[k]!]! += factor * values[k]!;
      hp[size - 1]! += factor;
    }
    const alpha = rz / dot(p, hp);
    for (let j = 0; j < size; j++) {
      d[j]! += alpha * p[j]!;
      r[j]! -= alpha * hp[j]!;
      z[j] = r[j]! / diagonal[j]!;
    }
    const next = dot(r, z);
    const beta = next / rz;
    for (let j = 0; j < size; j++) p[j] = z[j]! + beta * p[j]!;
    rz = next;
  }
  return d;
}

function lossOf({ signs, weights, penalties }: Problem, margins: Float64Array, w: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < margins.length; i++) {
    const margin = signs[i]! * margins[i]!;
    // log(1 + e^-m) without overflow
    sum += weights[i]! * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
  }
  for (let j = 0; j < w.length; j++) sum += (penalties[j]! * w[j]! * w[j]!) / 2;
  return sum;
}

function product({ starts, indices, values }: Problem, row: number, w: Float64Array): number {
  let sum = w[w.length - 1]!;
  for (let k = starts[row]!; k < starts[row + 1]!; k++) sum += w[indices[k]!]! * values[k]!;
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
