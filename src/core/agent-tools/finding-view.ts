/** A finding as an agent gets it: bounded, with what is needed to act on it. */
import * as z from 'zod';
import { Category, type Finding, FindingStatus, type HeldBack, Severity } from '../review/finding.js';
import { cut } from './page.js';

export const FindingView = z.object({
  id: z.string(),
  fingerprint: z.string().describe('Its identity across reviews; what reverie_record_verdict takes.'),
  status: FindingStatus,
  severity: Severity,
  category: Category,
  security: z.boolean(),
  confidence: z.number(),
  title: z.string(),
  body: z.string(),
  rule: z.string().optional(),
  source: z.string(),
  path: z.string(),
  side: z.enum(['new', 'old']).describe('old: the code was removed by the change.'),
  startLine: z.int().optional().describe('Absent when the finding is about the file as a whole.'),
  endLine: z.int().optional(),
  symbol: z.string().optional(),
  quote: z.string().optional(),
  fix: z
    .array(z.object({ path: z.string(), startLine: z.int(), endLine: z.int(), expect: z.string(), replace: z.string() }))
    .optional()
    .describe('Replace lines startLine to endLine, only where `expect` still stands there.'),
  lessons: z.array(z.string()).describe('Lessons of memory that touched it; reverie_recall explains them.'),
  heldBack: z.object({ lesson: z.string().optional(), why: z.string() }).optional().describe('Memory, or a comment in the code, hides it.'),
  truncated: z.literal(true).optional().describe('Texts were cut.'),
});
export type FindingView = z.infer<typeof FindingView>;

const longest = { title: 300, body: 2000, quote: 1200, edit: 4000, why: 600 };
const mostEdits = 10;

export function viewFinding(finding: Finding, held?: Pick<HeldBack, 'lesson' | 'why'>): FindingView {
  const { id, fingerprint, status, severity, category, security, confidence, rule, source, anchor, fix, lessons } = finding;
  const edits = fix?.edits ?? [];
  // half a fix is none
  const whole = edits.length <= mostEdits && edits.every((e) => e.expect.length + e.replace.length <= longest.edit);
  const truncated =
    !whole || finding.title.length > longest.title || finding.body.length > longest.body || (anchor.quote?.length ?? 0) > longest.quote;
  return {
    id,
    fingerprint,
    status,
    severity,
    category,
    security,
    confidence,
    title: cut(finding.title, longest.title),
    body: cut(finding.body, longest.body),
    ...(rule !== undefined && { rule: cut(rule, 200) }),
    source: cut(source.name, 100),
    path: anchor.path,
    side: anchor.side,
    ...(anchor.state === 'exact' && { startLine: anchor.startLine, endLine: anchor.endLine }),
    ...(anchor.symbol !== undefined && { symbol: cut(anchor.symbol, 200) }),
    ...(anchor.quote !== undefined && { quote: cut(anchor.quote, longest.quote) }),
    ...(edits.length > 0 &&
      whole && {
        fix: edits.map(({ path, startLine, endLine, expect, replace }) => ({ path, startLine, endLine, expect, replace })),
      }),
    lessons: lessons.slice(0, 20),
    ...(held && { heldBack: { ...(held.lesson !== undefined && { lesson: held.lesson }), why: cut(held.why, longest.why) } }),
    ...(truncated && { truncated: true as const }),
  };
}

/** A few lines; what is quoted stands indented, so that nothing in it reads as a line of ours. */
export function findingText(view: FindingView): string {
  const place = view.startLine === undefined ? view.path : `${view.path}:${view.startLine}`;
  const notes = [view.status, ...(view.security ? ['security'] : []), ...(view.rule === undefined ? [] : [view.rule]), view.fingerprint];
  return [
    `- [${view.severity}] ${oneLine(place)}${view.side === 'old' ? ' (removed code)' : ''}: ${oneLine(view.title)} (${notes.map(oneLine).join(', ')})`,
    indented(view.body),
    ...(view.quote === undefined ? [] : [`    code:\n${indented(view.quote, 6)}`]),
    ...(view.fix ? [`    a fix is in the structured answer: ${view.fix.map((e) => `${oneLine(e.path)}:${e.startLine}`).join(', ')}`] : []),
    ...(view.lessons.length ? [`    lessons: ${view.lessons.map(oneLine).join(', ')}`] : []),
    ...(view.heldBack ? [`    held back: ${oneLine(view.heldBack.why)}`] : []),
  ].join('\n');
}

export function indented(text: string, by = 4): string {
  return text
    .trimEnd()
    .split(/\r\n?|\n/)
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n');
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
