/** A lesson as a Markdown file: YAML front matter, the statement as heading, the body below. Parsing never executes and never throws. */
import { printFrontMatter, readFrontMatter, settledComments } from './front-matter.js';
import type { Lesson } from './lesson.js';
import { wellFormed } from './well-formed.js';

/** Larger files are refused, unread: a lesson of this size holds some 800 citations. In UTF-16 code units. */
export const maxLessonLength = 256 * 1024;

export type ParsedLesson = { state: 'ok'; lesson: Lesson } | { state: 'broken'; reason: string };

/**
 * Prints a lesson; default values are left out. Line ends become `\n`, white space around statement and body goes,
 * and the statement becomes one line; everything else comes back from `parseLesson` as it was, people's comments included.
 */
export function printLesson(lesson: Lesson): string {
  const { body, statement } = lesson;
  const heading = wellFormed(statement).replace(/\s+/g, ' ').trim();
  const text = trimBody(wellFormed(body));
  return `---\n${printFrontMatter(lesson)}---\n\n# ${heading}\n${text && `\n${text}\n`}`;
}

/** Reads a lesson file, `\r\n` and a byte-order mark allowed. A reason names the line and the field. */
export function parseLesson(text: string): ParsedLesson {
  if (text.length > maxLessonLength) return broken(`the file is larger than ${maxLessonLength / 1024} KB`);
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const fence = /^---[ \t]*\n(?:([\s\S]*?)\n)?---[ \t]*(?:\n|$)/.exec(lines);
  if (!fence) {
    const begun = /^---[ \t]*\n/.test(lines);
    return broken(`line 1: the front matter between two lines \`---\` is missing${begun ? ' its second one' : ''}`);
  }
  // the line end before the fence belongs to the last value: a text that ends with blank lines needs it
  const front = readFrontMatter(`${fence[1] ?? ''}\n`);
  if (front.state === 'broken') return front;

  const below = lines.slice(fence[0].length);
  const blank = /^(?:[^\S\n]*\n)*/.exec(below)?.[0] ?? '';
  const heading = /^#[ \t]+([^\n]*)(?:\n|$)/.exec(below.slice(blank.length));
  const statement = heading?.[1]?.replace(/\s+/g, ' ').trim();
  if (!heading || !statement) return broken(`line ${countLines(fence[0] + blank) + 1}: the heading \`# statement\` is missing`);
  const { v, id, kind, status, comments, ...rest } = front.values;
  const body = trimBody(below.slice(blank.length + heading[0].length));
  const lesson: Lesson = { v, id, kind, status, statement, body, ...rest };
  return { state: 'ok', lesson: comments === undefined ? lesson : { ...lesson, comments: settledComments(lesson, comments) } };
}

function trimBody(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

function broken(reason: string): { state: 'broken'; reason: string } {
  return { state: 'broken', reason };
}
