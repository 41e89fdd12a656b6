/** A sketch of the lines around a quote: enough of the file for a later reading to see what came, went and moved, without its text. */
import type { FileShape, LineShape } from './line-shape.js';

/** Landmarks a side, and lines a side at most: six signs each. */
const enoughLandmarks = 4;
const mostLines = 150;
const leastLines = 6;

/** Six signs a line: five of its hash, one of its indentation's rank (0..7), a blank line above (8), unique in its file (16), an end of a block (32). */
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export type Sketched = { shape: LineShape; start: number; length: number };

/** `start` and `length` are the quote's, as indexes of the shape's lines. */
export function sketchLines(shape: FileShape, start: number, length: number): string {
  const from = windowEdge(shape, start - 1, -1) + 1;
  const to = windowEdge(shape, start + length, 1);
  const widths = [...new Set([0, ...shape.indents.slice(from, to)])].sort((a, b) => a - b);
  const rank = new Map(widths.map((width, index) => [width, Math.min(index, 7)]));
  let text = `${from > 0 ? '<' : '|'}${to < shape.keys.length ? '>' : '|'}${start - from}.${length}.`;
  for (let at = from; at < to; at++) {
    let key = shape.keys[at]!;
    for (let sign = 0; sign < 5; sign++, key = Math.floor(key / 64)) text += digits[key % 64]!;
    const flags = rank.get(shape.indents[at]!)! + (shape.apart[at] ? 8 : 0) + (shape.unique[at] ? 16 : 0) + (shape.closes[at] ? 32 : 0);
    text += digits[flags]!;
  }
  return text;
}

/** Undefined for a text that is no sketch. */
export function readSketch(text: string): Sketched | undefined {
  const head = /^([<|])([>|])(\d{1,6})\.(\d{1,6})\.((?:[\w-]{6})*)$/.exec(text);
  if (!head) return undefined;
  const lines = head[5]!;
  const count = lines.length / 6;
  const [start, length] = [Number(head[3]), Number(head[4])];
  if (length < 1 || start + length > count) return undefined;
  const shape: LineShape = {
    keys: [],
    indents: [],
    apart: [],
    unique: [],
    closes: [],
    cut: { above: head[1] === '<', below: head[2] === '>' },
  };
  for (let at = 0; at < lines.length; at += 6) {
    let key = 0;
    for (let sign = 4; sign >= 0; sign--) key = key * 64 + digits.indexOf(lines[at + sign]!);
    const flags = digits.indexOf(lines[at + 5]!);
    shape.keys.push(key);
    shape.indents.push(flags % 8);
    shape.apart.push((flags & 8) > 0);
    shape.unique.push((flags & 16) > 0);
    shape.closes.push((flags & 32) > 0);
  }
  return { shape, start, length };
}

/** The first line outside, going that way. */
function windowEdge(shape: FileShape, from: number, step: 1 | -1): number {
  let landmarks = 0;
  let at = from;
  for (let lines = 0; at >= 0 && at < shape.keys.length && lines < mostLines; lines++, at += step) {
    if (landmarks >= enoughLandmarks && lines >= leastLines) break;
    if (shape.unique[at] && shape.weights[at]! >= 0.6) landmarks++;
  }
  return at;
}
