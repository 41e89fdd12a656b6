/** Logistic regression on sparse features with a ridge penalty, fitted by a truncated Newton method. Deterministic. */

/** Indices and values of one row's features; the two arrays run in parallel. */
export type SparseRow = { indices: Int32Array; values: Float64Array };

export type LogisticModel = { bias: number; weights: Float64Array };

const newtonSteps = 12;
const conjugateSteps = 30;
/** Stops when a step moves no weight further than this (in log-odds per unit). */
const settled = 1e-4;
/** The bias is shrunk too, barely: with one class only, its optimum would be infinite. */
const biasPenalty = 1e-2;

/**
 * Minimizes Σ weightᵢ · logloss(labelᵢ, σ(bias + rowᵢ · w)) + penalty/2 · |w|². With features scaled per group that is the posterior mode under a
 * Gaussian prior of its own for each group of features. Newton directions by conjugate gradients with a diagonal preconditioner
 * (Lin, Weng, Keerthi: Trust region Newton method for logistic regression, JMLR 2008), halved until the loss falls. O(non-zeros) a step.
 */
export function fitLogistic(
  rows: SparseRow[],
  labels: boolean[],
  weights: number[],
  { features, penalty }: { features: number; penalty: number },
): LogisticModel {
  const size = features + 1; // the last one is the bias
  const w = new Float64Array(size);
  const penalties = new Float64Array(size).fill(penalty);
  penalties[features] = biasPenalty;
  const curvature = new Float64Array(rows.length);
  let loss = lossOf(rows, labels, weights, w, penalties);
  for (let step = 0; step < newtonSteps; step++) {
    const gradient = new Float64Array(size);
    const diagonal = Float64Array.from(penalties);
    for (const [i, row] of rows.entries()) {
      const p = sigmoid(product(row, w));
      const error = weights[i]! * (p - (labels[i] ? 1 : 0));
      curvature[i] = weights[i]! * p * (1 - p);
      addRow(gradient, row, error);
      addSquares(diagonal, row, curvature[i]);
    }
    for (let j = 0; j < size; j++) gradient[j]! += penalties[j]! * w[j]!;
    const direction = conjugateGradients(rows, curvature, penalties, diagonal, gradient);
    const before = loss;
    let length = 1;
    let furthest = 0;
    for (const d of direction) furthest = Math.max(furthest, Math.abs(d));
    for (; length > 1e-3; length /= 2) {
      const tried = w.map((value, j) => value - length * direction[j]!);
      const triedLoss = lossOf(rows, labels, weights, tried, penalties);
      if (triedLoss > before) continue;
      w.set(tried);
      loss = triedLoss;
      break;
    }
    if (loss >= before || furthest * length < settled) break;
  }
  return { bias: w[features]!, weights: w.subarray(0, features) };
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

/** Solves (Xᵀ C X + P) d = gradient, roughly. */
function conjugateGradients(
  rows: SparseRow[],
  curvature: Float64Array,
  penalties: Float64Array,
  diagonal: Float64Array,
  gradient: Float64Array,
): Float64Array {
  const size = gradient.length;
  const d = new Float64Array(size);
  const r = Float64Array.from(gradient);
  const z = r.map((value, j) => value / diagonal[j]!);
  const p = Float64Array.from(z);
  let rz = dot(r, z);
  const enough = rz * 1e-4;
  for (let step = 0; step < conjugateSteps && rz > enough && rz > 0; step++) {
    const hp = p.map((value, j) => value * penalties[j]!);
    for (const [i, row] of rows.entries()) addRow(hp, row, curvature[i]! * product(row, p));
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

function lossOf(rows: SparseRow[], labels: boolean[], weights: number[], w: Float64Array, penalties: Float64Array): number {
  let sum = 0;
  for (const [i, row] of rows.entries()) {
    const margin = labels[i] ? product(row, w) : -product(row, w);
    // log(1 + e^-m) without overflow
    sum += weights[i]! * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
  }
  for (let j = 0; j < w.length; j++) sum += (penalties[j]! * w[j]! * w[j]!) / 2;
  return sum;
}

function product({ indices, values }: SparseRow, w: Float64Array): number {
  let sum = w[w.length - 1]!;
  for (let k = 0; k < indices.length; k++) sum += w[indices[k]!]! * values[k]!;
  return sum;
}

function addRow(to: Float64Array, { indices, values }: SparseRow, factor: number): void {
  for (let k = 0; k < indices.length; k++) to[indices[k]!]! += factor * values[k]!;
  to[to.length - 1]! += factor;
}

function addSquares(to: Float64Array, { indices, values }: SparseRow, factor: number): void {
  for (let k = 0; k < indices.length; k++) to[indices[k]!]! += factor * values[k]! * values[k]!;
  to[to.length - 1]! += factor;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
