/** A lesson as a Markdown file: YAML front matter, the statement as heading, the body below. Parsing never executes and never throws. */
import { Document, LineCounter, parseDocument, visit, type Node } from 'yaml';
import * as z from 'zod';
import { CodeEvidence, EventEvidence, Lesson, LessonCounts, LessonEffect, LessonScope } from './lesson.js';
import { globProblem } from './path-globs.js';

/** Larger files are refused, unread: a lesson of this size holds some 800 citations. In UTF-16 code units. */
export const maxLessonLength = 256 * 1024;

export type ParsedLesson = { state: 'ok'; lesson: Lesson } | { state: 'broken'; reason: string };

/**
 * Prints a lesson; default values are left out. Line ends become `\n`, white space around statement and body goes,
 * and the statement becomes one line; everything else comes back from `parseLesson` as it was.
 */
export function printLesson(lesson: Lesson): string {
  const { body, statement } = lesson;
  const heading = wellFormed(statement).replace(/\s+/g, ' ').trim();
  const front = yamlOf(frontMatter(lesson));
  const text = trimBody(wellFormed(body));
  return `---\n${front}---\n\n# ${heading}\n${text && `\n${text}\n`}`;
}

function yamlOf(values: Record<string, unknown>): string {
  const document = new Document(values, { aliasDuplicateObjects: false, schema: 'core' });
  visit(document, {
    Scalar(_, node) {
      // a block of lines keeps blanks at their ends, but not a line of nothing else: such a text is written in quotes
      if (typeof node.value === 'string' && /^[ \t]*\n|\n[ \t]+$|\n[ \t]+\n/.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Reads a lesson file, `\r\n` and a byte-order mark allowed. A reason names the line and the field. */
export function parseLesson(text: string): ParsedLesson {
  if (text.length > maxLessonLength) return broken(`the file is larger than ${maxLessonLength / 1024} KB`);
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const fence = /^---[ \t]*\n(?:([\s\S]*?)\n)?---[ \t]*(?:\n|$)/.exec(lines);
  if (!fence) return broken('line 1: the front matter between two lines `---` is missing');
  // the line end before the fence belongs to the last value: a text that ends with blank lines needs it
  const front = readFrontMatter(`${fence[1] ?? ''}\n`);
  if (front.state === 'broken') return front;

  const below = lines.slice(fence[0].length);
  const blank = /^(?:[^\S\n]*\n)*/.exec(below)?.[0] ?? '';
  const heading = /^#[ \t]+([^\n]*)(?:\n|$)/.exec(below.slice(blank.length));
  const statement = heading?.[1]?.replace(/\s+/g, ' ').trim();
  if (!heading || !statement) return broken(`line ${countLines(fence[0] + blank) + 1}: the heading \`# statement\` is missing`);
  const { v, id, kind, status, ...rest } = front.values;
  const body = trimBody(below.slice(blank.length + heading[0].length));
  return { state: 'ok', lesson: { v, id, kind, status, statement, body, ...rest } };
}

const noCounts: LessonCounts = { accepted: 0, dismissed: 0, overruled: 0 };

// unknown fields are refused, not dropped: a typing error shows, and a newer version's field is not lost on the next write
const FrontMatter = z.strictObject({
  v: Lesson.shape.v.default(1),
  id: Lesson.shape.id,
  kind: Lesson.shape.kind,
  status: Lesson.shape.status,
  pinned: Lesson.shape.pinned,
  audience: Lesson.shape.audience,
  scope: z.strictObject(LessonScope.shape).prefault({}),
  effect: z.strictObject(LessonEffect.shape).optional(),
  confidence: Lesson.shape.confidence,
  counts: z
    .strictObject({
      accepted: LessonCounts.shape.accepted.default(0),
      dismissed: LessonCounts.shape.dismissed.default(0),
      overruled: LessonCounts.shape.overruled.default(0),
    })
    .default(noCounts),
  provenance: Lesson.shape.provenance,
  validFrom: Lesson.shape.validFrom,
  lastConfirmed: Lesson.shape.lastConfirmed,
  supersededBy: Lesson.shape.supersededBy,
  evidence: z.array(z.discriminatedUnion('type', [z.strictObject(EventEvidence.shape), z.strictObject(CodeEvidence.shape)])).min(1),
});
type FrontMatter = z.infer<typeof FrontMatter>;

/** The order is for readers: what it is, where it holds, what it does, how sure it is, what it rests on. */
function frontMatter(lesson: Lesson): Record<string, unknown> {
  const { v, id, kind, status, pinned, audience, scope, effect, confidence, counts, provenance } = lesson;
  const written: Record<string, unknown> = {
    v,
    id,
    kind,
    status,
    pinned: pinned || undefined,
    audience: audience === 'all' ? undefined : audience,
    scope: someOf(scope, (value) => Boolean(value.length)),
    effect: effect && { do: effect.do, shape: effect.shape },
    confidence,
    counts: someOf(counts, (value) => value !== 0),
    provenance,
    validFrom: lesson.validFrom,
    lastConfirmed: lesson.lastConfirmed,
    supersededBy: lesson.supersededBy,
    evidence: lesson.evidence,
  };
  return JSON.parse(JSON.stringify(written), (_, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value)) as Record<
    string,
    unknown
  >;
}

function someOf<T extends object>(values: T, wanted: (value: NonNullable<T[keyof T]>) => boolean): Partial<T> | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && wanted(value as NonNullable<T[keyof T]>));
  return entries.length ? (Object.fromEntries(entries) as Partial<T>) : undefined;
}

type Front = { state: 'ok'; values: FrontMatter } | { state: 'broken'; reason: string };

function readFrontMatter(yaml: string): Front {
  const counter = new LineCounter();
  let document: Document.Parsed;
  let value: unknown;
  try {
    // keys are compared below in linear time; the parser's own check is quadratic
    document = parseDocument(yaml, {
      schema: 'core',
      version: '1.2',
      merge: false,
      uniqueKeys: false,
      lineCounter: counter,
      prettyErrors: false,
    });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem)
      return broken(`line ${lineAt(counter, problem.pos[0])}: ${stackIsFull(problem) ? 'it is nested too deeply' : problem.message}`);
    const forbidden = findForbidden(document, counter);
    if (forbidden) return broken(forbidden);
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    // one bad file must not cost the others: what the parser throws is this file's problem
    return broken(stackIsFull(error) ? 'the front matter is nested too deeply' : `the front matter cannot be read: ${String(error)}`);
  }
  const parsed = FrontMatter.safeParse(value);
  if (!parsed.success) {
    return broken(explain(parsed.error.issues[0], document, counter));
  }
  for (const [index, glob] of parsed.data.scope.paths.entries()) {
    const problem = globProblem(glob);
    const path = ['scope', 'paths', index];
    if (problem) return broken(`line ${lineOf(document, counter, path)}: ${fieldName(path)}: ${problem}`);
  }
  return { state: 'ok', values: parsed.data };
}

function explain(issue: z.core.$ZodIssue | undefined, document: Document.Parsed, counter: LineCounter): string {
  const path = issue?.path.filter((part) => typeof part !== 'symbol') ?? [];
  if (issue?.code === 'unrecognized_keys' && issue.keys[0] !== undefined) {
    const unknown = [...path, issue.keys[0]];
    return `line ${lineOf(document, counter, unknown)}: ${fieldName(unknown)}: unknown field`;
  }
  const missing = path.length > 0 && document.getIn(path, true) === undefined;
  const message = missing ? 'is missing' : (issue?.message.replace(/^Invalid input: /, '') ?? 'not a lesson');
  return `line ${lineOf(document, counter, path)}: ${[fieldName(path), message].filter(Boolean).join(missing ? ' ' : ': ')}`;
}

function stackIsFull(error: unknown): boolean {
  return error instanceof Error && error.message.includes('call stack');
}

/** Duplicate keys and anchors (from which a small text grows without bound) are refused before any value is made. */
function findForbidden(document: Document.Parsed, counter: LineCounter): string | undefined {
  let found: string | undefined;
  const refuse = (node: { range?: [number, number, number] | null }, reason: string) => {
    found = `line ${lineAt(counter, node.range?.[0])}: ${reason}`;
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_, node) => refuse(node, 'anchors and aliases are not allowed'),
    Node: (_, node) => ('anchor' in node && node.anchor ? refuse(node, 'anchors and aliases are not allowed') : undefined),
    Map: (_, map) => {
      if ('anchor' in map && map.anchor) return refuse(map, 'anchors and aliases are not allowed');
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = String(key);
        if (seen.has(name)) return refuse(key as Node, `${name} is there twice`);
        seen.add(name);
      }
      return undefined;
    },
  });
  return found;
}

/** The line of a field, or of the nearest field around it that is there. */
function lineOf(document: Document.Parsed, counter: LineCounter, path: (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
    if (node?.range) return lineAt(counter, node.range[0]);
  }
  return 1;
}

/** Counted from the file's first line, which is the opening fence. */
function lineAt(counter: LineCounter, offset = 0): number {
  return Math.max(1, counter.linePos(offset).line) + 1;
}

function fieldName(path: (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${part}`)).join('');
}

function trimBody(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
}

/** A half surrogate pair cannot be written as UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

function broken(reason: string): { state: 'broken'; reason: string } {
  return { state: 'broken', reason };
}
