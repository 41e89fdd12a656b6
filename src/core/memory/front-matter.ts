/** The front matter of a lesson file: which fields there are, how they are read and written. Reading never executes and never throws. */
import { Document, isMap, isScalar, LineCounter, parseDocument, visit, type Node } from 'yaml';
import * as z from 'zod';
import { fieldName, fieldProblem, lineAt, lineOf, yamlProblem } from './field-problem.js';
import { type FieldComments, findComments, placeComments, printComment } from './front-matter-comments.js';
import { CodeEvidence, EventEvidence, Lesson, LessonCounts, LessonEffect, LessonScope } from './lesson.js';
import { globProblem } from './path-globs.js';
import { wellFormed } from './well-formed.js';

const noCounts: LessonCounts = { accepted: 0, dismissed: 0, overruled: 0 };

/** A list of one may be written without its dash. */
function listOf<T extends z.ZodType>(list: T) {
  return z.preprocess((value) => (typeof value === 'string' ? [value] : value), list);
}

const Scope = z.strictObject({
  ...LessonScope.shape,
  paths: listOf(LessonScope.shape.paths),
  languages: listOf(LessonScope.shape.languages),
  rules: listOf(LessonScope.shape.rules),
  symbols: listOf(LessonScope.shape.symbols),
});

// unknown fields are refused, not dropped: a typing error shows, and a newer version's field is not lost on the next write
const FrontMatter = z.strictObject({
  v: Lesson.shape.v.default(1),
  id: Lesson.shape.id,
  kind: Lesson.shape.kind,
  status: Lesson.shape.status,
  pinned: Lesson.shape.pinned,
  audience: Lesson.shape.audience,
  scope: Scope.prefault({}),
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
  supersededAt: Lesson.shape.supersededAt,
  evidence: z.array(z.discriminatedUnion('type', [z.strictObject(EventEvidence.shape), z.strictObject(CodeEvidence.shape)])).min(1),
});
export type FrontMatter = z.infer<typeof FrontMatter> & Pick<Lesson, 'comments'>;

const fields = Object.keys(FrontMatter.shape);
const allFields = [...fields, ...Object.keys(Scope.shape), ...Object.keys(LessonEffect.shape), ...Object.keys(noCounts)];

/** The YAML between the fences. The order is for readers: what it is, where it holds, what it does, how sure it is, what it rests on. */
export function printFrontMatter(lesson: Lesson): string {
  const values = written(lesson);
  if (lesson.comments === undefined) return yamlOf(values);
  const comments = placeComments(mapText(lesson.comments), fields, new Set(Object.keys(values)));
  const parts = Object.entries(values).map(([field, value]) => printComment(comments[field]) + yamlOf({ [field]: value }));
  return parts.join('') + printComment(comments['']);
}

/** What is printed: defaults are left out. */
function written(lesson: Lesson): Record<string, unknown> {
  const { v, id, kind, status, pinned, audience, scope, effect, confidence, counts, provenance } = lesson;
  const values: Record<string, unknown> = {
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
    supersededAt: lesson.supersededAt,
    evidence: lesson.evidence,
  };
  return mapText(values);
}

function mapText<T>(values: T): T {
  return JSON.parse(JSON.stringify(values), (_, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value)) as T;
}

function someOf<T extends object>(values: T, wanted: (value: NonNullable<T[keyof T]>) => boolean): Partial<T> | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && wanted(value as NonNullable<T[keyof T]>));
  return entries.length ? (Object.fromEntries(entries) as Partial<T>) : undefined;
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

type Front = { state: 'ok'; values: FrontMatter } | { state: 'broken'; reason: string };

/** A reason names the line, counted from the fence above, and the field. */
export function readFrontMatter(yaml: string): Front {
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
      return broken(
        stackIsFull(problem) ? `line ${lineAt(counter, problem.pos[0])}: it is nested too deeply` : yamlProblem(problem, yaml, counter),
      );
    const forbidden = findForbidden(document, counter);
    if (forbidden) return broken(forbidden);
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    // one bad file must not cost the others: what the parser throws is this file's problem
    return broken(stackIsFull(error) ? 'the front matter is nested too deeply' : `the front matter cannot be read: ${String(error)}`);
  }
  const parsed = FrontMatter.safeParse(value);
  if (!parsed.success) return broken(fieldProblem(parsed.error.issues, document, counter, allFields));
  for (const [index, glob] of parsed.data.scope.paths.entries()) {
    const problem = globProblem(glob);
    const path = ['scope', 'paths', index];
    if (problem) return broken(`line ${lineOf(document, counter, path)}: ${fieldName(path)}: ${problem}`);
  }
  const comments = findComments(yaml, topFields(document));
  return { state: 'ok', values: { ...parsed.data, ...(comments && { comments }) } };
}

/** Comments at fields that `printFrontMatter` leaves out, moved to where it prints them: what was printed is read the same again. */
export function settledComments(lesson: Lesson, comments: FieldComments): FieldComments {
  return placeComments(comments, fields, new Set(Object.keys(written(lesson))));
}

function topFields({ contents }: Document.Parsed): { name: string; at: number }[] {
  if (!isMap(contents)) return [];
  return contents.items.flatMap(({ key }) => (isScalar(key) && key.range ? [{ name: String(key.value), at: key.range[0] }] : []));
}

function stackIsFull(error: unknown): boolean {
  return error instanceof Error && error.message.includes('call stack');
}

const noAnchors = 'anchors and aliases are not allowed; put a text that begins with * or & into quotes';

/** Duplicate keys and anchors (from which a small text grows without bound) are refused before any value is made. */
function findForbidden(document: Document.Parsed, counter: LineCounter): string | undefined {
  let found: string | undefined;
  const refuse = (node: { range?: [number, number, number] | null }, reason: string) => {
    found = `line ${lineAt(counter, node.range?.[0])}: ${reason}`;
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_, node) => refuse(node, noAnchors),
    Node: (_, node) => ('anchor' in node && node.anchor ? refuse(node, noAnchors) : undefined),
    Map: (_, map) => {
      if ('anchor' in map && map.anchor) return refuse(map, noAnchors);
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

function broken(reason: string): { state: 'broken'; reason: string } {
  return { state: 'broken', reason };
}
