/** Where an anchor went between two texts that are both at hand: surer than a sketch of the first. */
import type { Anchor } from './anchor.js';
import { shapeOf } from './line-shape.js';
import { traceLines } from './line-trace.js';
import { type Placement, type PlaceOptions, placeAnchor, settle } from './place-anchor.js';
import { quotePlaces, shapeRange } from './quote-places.js';

/**
 * `oldLines` are those the anchor was made on, `newLines` a later version; both redacted, without endings. When the quote does not stand at its
 * lines in the old text, that is another version, and only the anchor itself counts.
 */
export function driftAnchor(anchor: Anchor, oldLines: string[], newLines: string[], options: PlaceOptions = {}): Placement {
  if (anchor.state !== 'exact') return placeAnchor(anchor, newLines, options);
  const old = shapeOf(oldLines);
  const { start, length } = shapeRange(old, anchor);
  if (!quotePlaces(anchor.quote, oldLines).includes(start)) return placeAnchor(anchor, newLines, options);
  return settle(anchor, newLines, traceLines(old, shapeOf(newLines))(start, length), options);
}
