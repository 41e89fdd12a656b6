/** Where the findings of one file stand in a document as it is now: asked by Problems and by the threads, worked out once for each version. */
import type * as vscode from 'vscode';
import type { Finding } from '../core/review/finding.js';
import type { Engine } from './engine.js';
import { placeInLines, textLines, type TextPlace } from './place-in-text.js';

type Known = { version: number; lines: string[]; places: WeakMap<Finding['anchor'], TextPlace> };

const known = new WeakMap<vscode.TextDocument, Known>();

/** `side`: which side of the change the document shows. */
export function placeIn(
  document: vscode.TextDocument,
  { anchor }: Pick<Finding, 'anchor'>,
  placeAnchor: Engine['placeAnchor'],
  side: Finding['anchor']['side'] = 'new',
): TextPlace {
  let of = known.get(document);
  if (of?.version !== document.version)
    known.set(document, (of = { version: document.version, lines: textLines(document.getText()), places: new WeakMap() }));
  let place = of.places.get(anchor);
  if (!place) of.places.set(anchor, (place = placeInLines(anchor, of.lines, placeAnchor, side)));
  return place;
}
