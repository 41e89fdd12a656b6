/** A sketch of the lines around a quote: enough of the file for a later reading to see what came, went and moved, without its text. */
import { firstAtOrAfter, type FileShape, type LineShape } from './line-shape.js';

/** Landmarks a side among lines that are all kept, and lines a side at least. */
const near = { landmarks: 4, least: 6 };

/** Lines a side at most, and further landmarks a side, shared among the copies of a quote: what thousands of findings quote stays small. */
const most = { lines: 150, landmarks: 120, copies: 40 };

/** Six signs a line: five of its hash, one of its indentation's rank (0..7), a blank line above (8), unique in its file (16), an end of a block (32). */
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export type Sketched = { shape: LineShape; start: number; length: number };

/** `start` and `length` are the quote's, as indexes of the shape's lines; `places` is how often it stands in the file. */
export function sketchLines(shape: FileShape, start: number, length: number, places: number): string {
  const share = Math.min(1, most.copies / places);
  const from = edge(shape, start - 1, -1, most.lines * share) + 1;
  const to = edge(shape, start + length, 1, most.lines * share);
  const landmarks = places > 1 ? landmarksOf(shape) : [];
  const far = Math.ceil(most.landmarks * share);
  const above = landmarks.slice(0, firstAtOrAfter(landmarks, from)).slice(-far);
  const below = landmarks.slice(firstAtOrAfter(landmarks, to), firstAtOrAfter(landmarks, to) + far);
  const core = Array.from({ length: to - from }, (_, k) => from + k);
  const widths = [...new Set([0, ...shape.indents.slice(from, to)])].sort((a, b) => a - b);
  const rank = new Map(widths.map((width, index) => [width, Math.min(index, 7)]));
  const head = [above.length, core.length, start - from, length, from > 0 ? 1 : 0, to < shape.keys.length ? 1 : 0].join('.');
  let text = `${head}:`;
  for (const at of [...above, ...core, ...below]) {
    let key = shape.keys[at]!;
    for (let sign = 0; sign < 5; sign++, key = Math.floor(key / 64)) text += digits[key % 64]!;
    const flags =
      (rank.get(shape.indents[at]!) ?? 0) + (shape.apart[at] ? 8 : 0) + (shape.unique[at] ? 16 : 0) + (shape.closes[at] ? 32 : 0);
    text += digits[flags]!;
  }
  return text;
}

/** Undefined for a text that is no sketch. */
export function readSketch(text: string): Sketched | undefined {
  const parts = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})\.(\d{1,6})\.([01])\.([01]):((?:[\w-]{6})*)$/.exec(text);
  if (!parts) return undefined;
  const [from, lines, offset, length] = parts.slice(1, 5).map(Number) as [number, number, number, number];
  const signs = parts[7]!;
  if (length < 1 || offset + length > lines || (from + lines) * 6 > signs.length) return undefined;
  const shape: LineShape = {
    keys: [],
    indents: [],
    apart: [],
    unique: [],
    closes: [],
    core: { from, to: from + lines, cutAbove: parts[5] === '1', cutBelow: parts[6] === '1' },
  };
  for (let at = 0; at < signs.length; at += 6) {
    let key = 0;
    for (let sign = 4; sign >= 0; sign--) key = key * 64 + digits.indexOf(signs[at + sign]!);
    const flags = digits.indexOf(signs[at + 5]!);
    shape.keys.push(key);
    shape.indents.push(flags % 8);
    shape.apart.push((flags & 8) > 0);
    shape.unique.push((flags & 16) > 0);
    shape.closes.push((flags & 32) > 0);
  }
  return { shape, start: from + offset, length };
}

function isLandmark(shape: FileShape, at: number): boolean {
  return shape.unique[at]! && shape.weights[at]! >= 0.6;
}

const landmarksByShape = new WeakMap<FileShape, number[]>();

function landmarksOf(shape: FileShape): number[] {
  let landmarks = landmarksByShape.get(shape);
  if (!landmarks) landmarksByShape.set(shape, (landmarks = [...shape.keys.keys()].filter((at) => isLandmark(shape, at))));
  return landmarks;
}

/** The first line outside the core, going that way. */
function edge(shape: FileShape, from: number, step: 1 | -1, mostLines: number): number {
  let landmarks = 0;
  let at = from;
  for (let lines = 0; at >= 0 && at < shape.keys.length && lines < mostLines; lines++, at += step) {
    if (landmarks >= near.landmarks && lines >= near.least) break;
    if (isLandmark(shape, at)) landmarks++;
  }
  return at;
}
