/** What can be said of a text without knowing its language: secrets and merge conflicts. */
import { overlaps } from '../changes/added-lines.js';
import type { LineRange } from '../changes/change-set.js';
import { findSecrets, type Secret } from './find-secrets.js';
import { mergeConflicts } from './merge-markers.js';
import type { Remark } from './remark.js';
import { isTestPath } from './test-path.js';

export type TextInput = { path: string; text: string; lines: string[]; added: LineRange[] };

/** True when the old version has to be read for an answer. */
export function needsOldText(remarks: Remark[]): boolean {
  return remarks.some((remark) => remark.rule?.startsWith('secret/'));
}

/** Remarks that touch an added line. With `oldText`, secrets that stand there already are left out, wherever they stand. */
export function textRemarks({ path, text, lines, added }: TextInput, oldText?: string): Remark[] {
  const known = new Set(oldText === undefined ? [] : findSecrets(oldText).map((secret) => secret.value));
  return [
    ...conflicts(path, lines, added),
    ...secrets({ text, lines, added })
      .filter((s) => !known.has(s.secret.value))
      .flatMap(({ secret, range }) => secretRemark(secret, range, { example: isTestPath(path) || isDocument(path) }) ?? []),
  ];
}

/** What is said of every conflict. */
export const mergeConflict = {
  id: 'text/merge-conflict',
  title: 'A merge conflict is left unresolved',
  why: 'Both sides of the conflict and its markers stand in the file. Decide what it should say and remove the markers.',
  severity: 'high',
  category: 'correctness',
  confidence: 0.95,
} as const;

function conflicts(path: string, lines: string[], added: LineRange[]): Remark[] {
  const { id, title, why, severity, category, confidence } = mergeConflict;
  return mergeConflicts(lines, added, { document: isDocument(path) }).map(({ startLine }) => ({
    rule: id,
    category,
    severity,
    confidence,
    title,
    body: why,
    startLine,
    endLine: startLine,
  }));
}

function isDocument(path: string): boolean {
  return /\.(?:md|mdx|markdown|rst|adoc|txt)$/i.test(path);
}

type PlacedSecret = { secret: Secret; range: LineRange };

/** One place for each secret and line. */
function secrets({ text, lines, added }: Omit<TextInput, 'path'>): PlacedSecret[] {
  const placed = new Map<string, PlacedSecret>();
  for (const piece of pieces(text, lines, added)) {
    let line = piece.startLine;
    let at = 0;
    for (const secret of findSecrets(piece.text)) {
      line += newlines(piece.text, at, secret.start);
      at = secret.start;
      const range = { startLine: line, endLine: line + newlines(piece.text, secret.start, secret.end) };
      if (overlaps(added, range)) placed.set(`${line}:${secret.value}`, { secret, range });
    }
  }
  return [...placed.values()];
}

/** How many lines a secret and the name before it may lie apart. */
const reach = 24;

/** The parts of a text that hold every secret which touches an added line. Only a private key is longer: with one, it is the whole. */
function pieces(text: string, lines: string[], added: LineRange[]): { startLine: number; text: string }[] {
  const wide: LineRange[] = [];
  for (const { startLine, endLine } of added) {
    const range = { startLine: Math.max(1, startLine - reach), endLine: Math.min(lines.length, endLine + reach) };
    const last = wide.at(-1);
    if (last && range.startLine <= last.endLine + 1) last.endLine = Math.max(last.endLine, range.endLine);
    else wide.push(range);
  }
  const [first] = wide;
  if (!first || (first.startLine === 1 && first.endLine === lines.length) || text.includes('PRIVATE KEY')) return [{ startLine: 1, text }];
  return wide.map(({ startLine, endLine }) => ({ startLine, text: lines.slice(startLine - 1, endLine).join('\n') }));
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = text.indexOf('\n', from); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) count++;
  return count;
}

/** What only looks like a secret is none in a test or a document; what is shaped like one may still be real there. */
function secretRemark({ kind, name, severity }: Secret, range: LineRange, { example }: { example: boolean }): Remark | undefined {
  const guessed = kind === 'generic-secret' || kind === 'basic-auth';
  if (guessed && example) return undefined;
  const article = /^[AEIOaeio]/.test(name) ? 'An' : 'A';
  return {
    rule: `secret/${kind}`,
    category: 'security',
    severity: example ? 'medium' : severity,
    confidence: example ? 0.5 : guessed ? 0.7 : 0.9,
    cwe: ['CWE-798'],
    title: `${article} ${name} is written into the file`,
    body: 'Everyone who can read the repository, now or later, can use it. Revoke it, make a new one, and read it from the environment or a secret store.',
    ...range,
  };
}
