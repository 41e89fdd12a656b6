/** The findings of a Markdown report: the same remark in one file is told once, with all its places. */
import { paragraphsBeyondTitle } from './beyond-title.js';
import { toldBy } from './told-by.js';
import type { Edit, Finding } from '../finding.js';
import { code, codeBlock } from '../../transcript/markdown-text.js';
import { inert, placeLink, safeBody } from './markdown-safe.js';

/** Findings that say the same in the same file, never empty. */
export type FindingGroup = [Finding, ...Finding[]];

/** By file, then by rule and title; in the order of the findings. */
export function findingGroups(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const { anchor, rule, source, title, fix } = finding;
    // each fix is worth its own place
    const key = [anchor.path, rule ?? source.name, title, fix ? finding.id : ''].join('\0');
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

/** `told` has the bodies that stand above already. */
export function tellGroup(group: FindingGroup, told: Set<string>): string[] {
  const [first, ...more] = group;
  const { anchor, body, fix, effects } = first;
  const beyond = paragraphsBeyondTitle(first).join('\n\n');
  const isTold = told.has(body);
  told.add(body);
  return [
    `### ${placeLink(anchor)} ${inert(first.title)}`,
    facts(first),
    ...(anchor.state === 'file' ? [`Placed on the file: ${inert(anchor.why)}.`] : []),
    ...frame(first),
    ...(beyond.trim() === '' || isTold ? [] : [safeBody(beyond)]),
    ...effects.map(
      (e) =>
        `Memory: ${{ demote: 'lowered', raise: 'raised', annotate: 'noted' }[e.effect]} from ${e.from}, because ${inert(e.why)} (${code(e.lesson)}).`,
    ),
    ...(fix ? ['Suggested change:', ...fixDiff(fix.edits)] : []),
    ...(more.length > 0
      ? [`And in ${more.length} more ${more.length === 1 ? 'place' : 'places'} of this file:`, more.map(place).join('\n')]
      : []),
  ];
}

function facts(finding: Finding): string {
  const { rule, source, status, category, security, confidence, fingerprint } = finding;
  const tellers = toldBy(finding).map(code).join(' + ');
  const words = [status, category, security && category !== 'security' ? 'security' : ''].filter(Boolean);
  return [
    code(rule ?? source.name),
    ...(tellers === '' ? [] : [tellers]),
    ...words,
    `${Math.round(confidence * 100)} % sure`,
    code(fingerprint),
  ].join(' · ');
}

function place(finding: Finding): string {
  const line =
    (finding.anchor.quote ?? '')
      .split('\n')
      .find((text) => text.trim() !== '')
      ?.trim() ?? '';
  const shown = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
  return `- ${placeLink(finding.anchor)} ${shown === '' ? '' : `${code(shown)} `}${code(finding.fingerprint)}`;
}

const longestLine = 160;
const mostLines = 12;

/** The quoted code with its line numbers. */
function frame({ anchor }: Finding): string[] {
  if (anchor.quote === undefined || anchor.quote.trim() === '') return [];
  const lines = anchor.quote.split('\n').map((line) => line.replace(/\r$/, ''));
  const start = anchor.state === 'exact' ? anchor.startLine : undefined;
  const shown = lines.slice(0, mostLines);
  const width = start === undefined ? 0 : String(start + shown.length - 1).length;
  const numbered = shown.map((line, i) => (start === undefined ? line : `${String(start + i).padStart(width)} | ${line}`));
  if (lines.length > mostLines) numbered.push(`… ${lines.length - mostLines} more lines`);
  return [codeBlock(numbered.join('\n'))];
}

/** Edits as a diff without a header, one block for each file. */
function fixDiff(edits: Edit[]): string[] {
  return edits.map(({ path, startLine, endLine, expect, replace }) => {
    const removed = endLine < startLine ? [] : expect.split('\n').map((line) => `-${line}`);
    const added =
      replace === ''
        ? []
        : replace
            .replace(/\n$/, '')
            .split('\n')
            .map((line) => `+${line}`);
    const count = (lines: string[]): number => lines.length;
    const hunk = `@@ -${startLine},${count(removed)} +${startLine},${count(added)} @@ ${path.replace(/\s/g, ' ')}`;
    return codeBlock([hunk, ...removed, ...added].join('\n')).replace(/^(`+)/, '$1diff');
  });
}
