/** What two versions of a file have in common: landmarks, and places of the same lines. */
import type { FileShape, LineShape } from './line-shape.js';

/** A line that is unique in both versions, by its index in each. */
export type Landmark = { old: number; now: number };

/** Indexes from `from` to before `to`. */
export type Span = { from: number; to: number };

/** Lines that are unique on both sides and say something, in the old order. */
export function commonLandmarks(old: LineShape, now: FileShape): Landmark[] {
  const found: Landmark[] = [];
  for (const [index, key] of old.keys.entries()) {
    if (!old.unique[index]) continue;
    const places = now.places.get(key);
    if (places?.length === 1 && now.weights[places[0]!]! >= 0.6) found.push({ old: index, now: places[0]! });
  }
  return found;
}

/** Where the same lines stand in the new version, blank lines aside; asked by its rarest line. */
export function placesOf(old: LineShape, now: FileShape, start: number, length: number): number[] {
  let rarest: { k: number; places: number[] } | undefined;
  for (let k = 0; k < length; k++) {
    const places = now.places.get(old.keys[start + k]!) ?? [];
    if (!rarest || places.length < rarest.places.length) rarest = { k, places };
  }
  const all = Array.from({ length }, (_, k) => old.keys[start + k]!);
  return (rarest?.places ?? []).map((at) => at - rarest!.k).filter((at) => at >= 0 && all.every((key, k) => now.keys[at + k] === key));
}

/** How often the same lines stand within the old span. */
export function copiesIn(old: LineShape, start: number, length: number, { from, to }: Span): number {
  const wanted = old.keys.slice(start, start + length);
  let count = 0;
  for (let at = from; at + length <= to; at++) if (wanted.every((key, k) => old.keys[at + k] === key)) count++;
  return count;
}

/** The index of the first landmark that does not stand above that old line. */
export function landmarkFrom(landmarks: Landmark[], old: number): number {
  let low = 0;
  let high = landmarks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (landmarks[middle]!.old < old) low = middle + 1;
    else high = middle;
  }
  return low;
}
