/** One finding as a SARIF result: where, what, since when, what would fix it, and what silences it. */
import type { Fix, Replacement, Result, Suppression } from 'sarif';
import { quotation } from '../../transcript/markdown-text.js';
import type { Edit, Finding, FindingStatus, HeldBack } from '../finding.js';
import { artifactLocation, findingLocation } from './sarif-location.js';
import { messageText } from './sarif-message.js';
import { levels, ruleIdOf } from './sarif-rules.js';

export type ResultInput = { finding: Finding; accepted?: boolean; held?: HeldBack };

const baseline: Record<FindingStatus, Result.baselineState> = {
  new: 'new',
  reappeared: 'new',
  open: 'unchanged',
  dismissed: 'unchanged',
  fixed: 'absent',
};

/** `ruleIndex` is the rule's place in the run's driver. */
export function sarifResult({ finding, accepted, held }: ResultInput, ruleIndex: number): Result {
  const { id, fingerprint, status, category, severity, confidence, title, body, anchor, fix, lessons, source } = finding;
  const fixes = fix ? sarifFix(fix.edits, title) : undefined;
  return {
    ruleId: ruleIdOf(finding),
    ruleIndex,
    level: levels[severity],
    kind: 'fail',
    message: message(title, body, anchor),
    locations: [findingLocation(finding)],
    partialFingerprints: { 'reverieFingerprint/v1': fingerprint },
    baselineState: baseline[status],
    suppressions: suppressions(finding, held),
    ...(fixes && { fixes: [fixes] }),
    properties: {
      id,
      status,
      category,
      severity,
      confidence,
      source: source.name,
      ...(anchor.side === 'old' && { side: 'old' }),
      ...(lessons.length > 0 && { lessons }),
      ...(accepted && { accepted }),
    },
  };
}

function message(title: string, body: string, anchor: Finding['anchor']): Result['message'] {
  const where = anchor.side === 'old' ? 'In the removed lines.' : anchor.state === 'file' ? `Placed on the file: ${anchor.why}.` : '';
  const parts = [/[.!?]$/.test(title) ? title : `${title}.`, body, where].map((part) => part.trim()).filter(Boolean);
  const markdown = parts.map((part) => quotation(part).replace(/^> ?/gm, '')).join('\n\n');
  return { text: messageText(parts.join('\n\n')) || 'A finding.', markdown: markdown || 'A finding.' };
}

/** An empty list says that nothing silences it; no list at all would say that it is not known. */
function suppressions({ status, lessons }: Finding, held: HeldBack | undefined): Suppression[] {
  if (held?.lesson !== undefined)
    return [{ kind: 'external', status: 'accepted', justification: `Held back by memory: ${held.why} (${held.lesson})` }];
  if (held) return [{ kind: 'inSource', status: 'accepted', justification: held.why }];
  if (status !== 'dismissed') return [];
  const noted = lessons.length > 0 ? ` (lessons: ${lessons.join(', ')})` : '';
  return [{ kind: 'external', status: 'accepted', justification: `Dismissed in Reverie${noted}` }];
}

/** Undefined when an edit's text is not known to the letter: a secret stands in it as a mark. */
function sarifFix(edits: Edit[], title: string): Fix | undefined {
  if (edits.some(({ expect, replace, startLine }) => /‹secret:/.test(expect + replace) || startLine < 1)) return undefined;
  const byPath = new Map<string, Edit[]>();
  for (const edit of edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  return {
    description: { text: messageText(`Suggested change: ${title}`) },
    artifactChanges: [...byPath].map(([path, of]) => ({ artifactLocation: artifactLocation(path), replacements: of.map(replacement) })),
  };
}

/** Whole lines without the last one's ending; an edit that expects nothing puts its lines before `startLine`. */
function replacement({ startLine, endLine, expect, replace }: Edit): Replacement {
  if (endLine < startLine)
    return {
      deletedRegion: { startLine, startColumn: 1, endLine: startLine, endColumn: 1 },
      insertedContent: { text: replace.endsWith('\n') ? replace : `${replace}\n` },
    };
  const last = expect.split('\n').at(-1) ?? '';
  return {
    deletedRegion: { startLine, startColumn: 1, endLine, endColumn: last.length + 1 },
    insertedContent: { text: replace },
  };
}
